import { describe, expect, it } from '@jest/globals';
import { retryAfterMs } from './retry-after.ts';

const NOW = Date.parse('2026-01-01T00:00:00Z');

describe('retryAfterMs', () => {
  it.each([
    [{ 'retry-after': '2' }, 2000],
    [{ 'retry-after': ' 0 ' }, 0],
    [{ 'retry-after': '0.25' }, 250],
    [{ 'retry-after-ms': '150', 'retry-after': '2' }, 150],
    [{ 'retry-after': 'Thu, 01 Jan 2026 00:00:30 GMT' }, 30_000],
    [{ 'retry-after': 'Wed, 31 Dec 2025 23:59:00 GMT' }, 0],
  ])('reads %j as %d ms', (headers: Record<string, string>, milliseconds) => {
    expect(retryAfterMs(headers, NOW)).toBe(milliseconds);
  });

  it.each([[{}], [{ 'retry-after': 'soon' }], [{ 'retry-after': '' }]])('has nothing to say about %j', (headers) => {
    expect(retryAfterMs(headers, NOW)).toBeNull();
  });
});
