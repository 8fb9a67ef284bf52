import { describe, expect, it } from '@jest/globals';
import {
  bytesText,
  costText,
  countText,
  durationText,
  intervalText,
  scoreText,
  shortId,
  signedText,
  timeText,
} from './format.ts';

const NOW = Date.parse('2026-11-30T12:00:00Z');

describe('what people read', () => {
  it.each([
    [0.6807, '0.681'],
    [-0.5, '−0.500'],
    [null, '–'],
  ])('shows the score %p as %s', (value, text) => {
    expect(scoreText(value)).toBe(text);
  });

  it('gives differences a sign, and zero none', () => {
    expect([signedText(0.25), signedText(-0.25), signedText(0), signedText(null)]).toEqual(['+0.250', '−0.250', '0.000', '–']);
  });

  it('shows intervals whole, or a dash', () => {
    expect(intervalText([-0.1, 0.2])).toBe('[−0.100, 0.200]');
    expect(intervalText(null)).toBe('–');
  });

  it.each([
    [0, '$0'],
    [12.345, '$12.35'],
    [0.00123, '$0.0012'],
    [undefined, '–'],
  ])('shows the cost %p as %s', (value, text) => {
    expect(costText(value)).toBe(text);
  });

  it.each([
    [0, '0.0 s'],
    [0.0002, '0.2 ms'],
    [0.012, '12 ms'],
    [0.42, '0.4 s'],
    [59.6, '1 min'],
    [200, '3 min 20 s'],
    [7_500, '2 h 5 min'],
    [3_599.9, '1 h'],
    [Infinity, '–'],
  ])('shows %p seconds as %s', (seconds, text) => {
    expect(durationText(seconds)).toBe(text);
  });

  it.each([
    ['2026-11-30T11:59:58Z', 'now'],
    ['2026-11-30T11:55:00Z', '5 minutes ago'],
    ['2026-11-29T12:00:00Z', 'yesterday'],
    ['2026-11-01T12:00:00Z', 'Nov 1, 2026'],
    ['no time', '–'],
  ])('shows %s as %s', (iso, text) => {
    expect(timeText(iso, NOW)).toBe(text);
  });

  it.each([
    [0, '0 bytes'],
    [999, '999 bytes'],
    [1_300, '1.3 kB'],
    [52_431, '52 kB'],
    [2_000_000_000, '2.0 GB'],
    [null, '–'],
  ])('shows %p bytes as %s', (bytes, text) => {
    expect(bytesText(bytes)).toBe(text);
  });

  it('separates thousands', () => {
    expect(countText(1_319)).toBe('1,319');
  });

  it('shortens UUIDs and keeps the step behind one', () => {
    expect(shortId('21993d2b-d99c-4854-b42e-946004379d91')).toBe('21993d2b');
    expect(shortId('21993d2b-d99c-4854-b42e-946004379d91.4')).toBe('21993d2b.4');
    expect(shortId('gsm8k-175b-verification')).toBe('gsm8k-175b-verification');
  });
});
