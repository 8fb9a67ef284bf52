import { describe, expect, it } from '@jest/globals';
import { askedWaitMs, spentWaitMs } from './rate-limit-headers.ts';

const NOW = Date.parse('2026-11-29T12:00:00Z');

describe('askedWaitMs', () => {
  it.each([
    ['seconds', { 'retry-after': '3' }, 3_000],
    ['milliseconds', { 'retry-after-ms': '120', 'retry-after': '1' }, 120],
    ['a date', { 'retry-after': 'Sun, 29 Nov 2026 12:00:20 GMT' }, 20_000],
    ['OpenAI’s reset', { 'x-ratelimit-remaining-requests': '0', 'x-ratelimit-reset-requests': '1m6.5s' }, 66_500],
    ['a reset in milliseconds', { 'x-ratelimit-remaining-tokens': '0', 'x-ratelimit-reset-tokens': '250ms' }, 250],
    [
      'Anthropic’s reset',
      { 'anthropic-ratelimit-requests-remaining': '0', 'anthropic-ratelimit-requests-reset': '2026-11-29T12:00:07Z' },
      7_000,
    ],
    ['a time in seconds', { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': `${NOW / 1_000 + 4}` }, 4_000],
    ['a time in milliseconds', { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': `${NOW + 900}` }, 900],
    ['the standard’s reset', { 'ratelimit-remaining': '0', 'ratelimit-reset': '5' }, 5_000],
    [
      'the longest of several',
      {
        'x-ratelimit-remaining-requests': '0',
        'x-ratelimit-reset-requests': '1s',
        'x-ratelimit-remaining-tokens': '0',
        'x-ratelimit-reset-tokens': '9s',
      },
      9_000,
    ],
  ])('understands %s', (_what, headers, milliseconds) => {
    expect(askedWaitMs(headers as Record<string, string>, NOW)).toBe(milliseconds);
  });

  it.each([
    ['no headers', {}],
    ['a limit that is not spent', { 'x-ratelimit-remaining-requests': '12', 'x-ratelimit-reset-requests': '1s' }],
    ['a reset that is no time', { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': 'soon' }],
  ])('reads nothing in %s', (_what, headers) => {
    expect(askedWaitMs(headers, NOW)).toBeNull();
  });
});

describe('spentWaitMs', () => {
  it('waits for the end of a window that is spent', () => {
    expect(spentWaitMs({ 'ratelimit-remaining': '0', 'ratelimit-reset': '5' }, NOW)).toBe(5_000);
  });

  it('waits for the next call of a bucket that is full after the reset', () => {
    const headers = { 'limit-requests': '600', 'remaining-requests': '0', 'reset-requests': '60s' };
    const named = Object.fromEntries(Object.entries(headers).map(([name, value]) => [`x-ratelimit-${name}`, value]));
    expect(spentWaitMs(named, NOW)).toBe(100);
  });

  it('does not wait while something is left', () => {
    expect(spentWaitMs({ 'ratelimit-remaining': '1', 'ratelimit-reset': '5' }, NOW)).toBe(0);
  });
});
