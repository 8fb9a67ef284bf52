import { describe, expect, it } from '@jest/globals';
import { MemoryPasses } from '../http/access/memory-passes.ts';
import { ATTEMPT_SECONDS, SignInAttempts } from './sign-in-attempts.ts';

const WHERE = { redirectUri: 'https://assay.example/sign-in/callback', next: '/runs' };

describe('a sign-in at a provider', () => {
  it('ends once, in the browser that began it', async () => {
    const attempts = new SignInAttempts(new MemoryPasses(() => 0));
    const { attempt, browserSecret } = await attempts.begin(WHERE);
    const other = await attempts.begin(WHERE);
    expect(await attempts.take(attempt.state, other.browserSecret)).toBeUndefined();
    expect(await attempts.take('made-up', browserSecret)).toBeUndefined();
    expect(await attempts.take(attempt.state, browserSecret)).toEqual(attempt);
    expect(await attempts.take(attempt.state, browserSecret)).toBeUndefined();
    expect(new Set([attempt.state, attempt.nonce, attempt.codeVerifier, browserSecret, other.attempt.state]).size).toBe(5);
  });

  it('may take ten minutes', async () => {
    let nowMs = 0;
    const attempts = new SignInAttempts(new MemoryPasses(() => nowMs));
    const [first, second] = [await attempts.begin(WHERE), await attempts.begin(WHERE)];
    nowMs = ATTEMPT_SECONDS * 1_000;
    expect(await attempts.take(first.attempt.state, first.browserSecret)).toBeDefined();
    nowMs += 1;
    expect(await attempts.take(second.attempt.state, second.browserSecret)).toBeUndefined();
  });

  it('is forgotten when ten thousand others have begun', async () => {
    const attempts = new SignInAttempts(new MemoryPasses(() => 0));
    const { attempt, browserSecret } = await attempts.begin(WHERE);
    for (let n = 0; n < 10_000; n += 1) await attempts.begin(WHERE);
    expect(await attempts.take(attempt.state, browserSecret)).toBeUndefined();
  });
});
