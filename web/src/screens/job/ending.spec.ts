import { describe, expect, it } from '@jest/globals';
import { endingSentence } from './ending.ts';

describe('why a job ended early', () => {
  it('says which limit it reached, and what it had taken', () => {
    expect(endingSentence({ reason: 'max_cost_usd', limit: 1, spent: 1.02 })).toBe(
      'It reached its limit of $1.00: it had cost $1.02.',
    );
    expect(endingSentence({ reason: 'max_tokens', limit: 2_000, spent: 2_311 })).toBe(
      'It reached its limit of 2,000 tokens: it had taken 2,311.',
    );
  });

  it('says how many failures were too many, as a count or a share', () => {
    expect(endingSentence({ reason: 'max_failures', limit: 10, failed: 11 })).toContain('11, where at most 10 may');
    expect(endingSentence({ reason: 'max_failures', limit: 0.05, failed: 11 })).toContain('at most 5 % may');
  });

  it('says what was refused and why', () => {
    expect(endingSentence({ reason: 'refused', model: 'gpt-5', refusal: 'key', refusals: 10 })).toBe(
      'The provider refused 10 requests in a row for gpt-5: the API key is wrong or has no right to it.',
    );
  });

  it('does not hide a reason that it does not know', () => {
    expect(endingSentence({ reason: 'sunset' })).toBe('It ended early: sunset.');
  });
});
