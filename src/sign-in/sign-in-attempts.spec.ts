import { describe, expect, it } from '@jest/globals';
import { ATTEMPT_SECONDS, SignInAttempts } from './sign-in-attempts.ts';

const WHERE = { redirectUri: 'https://assay.example/sign-in/callback', next: '/runs' };

describe('a sign-in at a provider', () => {
  it('ends once, in the browser that began it', () => {
    const attempts = new SignInAttempts(() => 0);
    const { attempt, browserSecret } = attempts.begin(WHERE);
    const other = attempts.begin(WHERE);
    expect(attempts.take(attempt.state, other.browserSecret)).toBeUndefined();
    expect(attempts.take('made-up', browserSecret)).toBeUndefined();
    expect(attempts.take(attempt.state, browserSecret)).toEqual(attempt);
    expect(attempts.take(attempt.state, browserSecret)).toBeUndefined();
    expect(new Set([attempt.state, attempt.nonce, attempt.codeVerifier, browserSecret, other.attempt.state]).size).toBe(5);
  });

  it('may take ten minutes', () => {
    let nowMs = 0;
    const attempts = new SignInAttempts(() => nowMs);
    const [first, second] = [attempts.begin(WHERE), attempts.begin(WHERE)];
    nowMs = ATTEMPT_SECONDS * 1_000;
    expect(attempts.take(first.attempt.state, first.browserSecret)).toBeDefined();
    nowMs += 1;
    expect(attempts.take(second.attempt.state, second.browserSecret)).toBeUndefined();
  });

  it('is forgotten when ten thousand others have begun', () => {
    const attempts = new SignInAttempts(() => 0);
    const { attempt, browserSecret } = attempts.begin(WHERE);
    for (let n = 0; n < 10_000; n += 1) attempts.begin(WHERE);
    expect(attempts.take(attempt.state, browserSecret)).toBeUndefined();
  });
});
