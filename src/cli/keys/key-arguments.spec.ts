import { describe, expect, it } from '@jest/globals';
import { expiry, keyName } from './key-arguments.ts';

const NOW = new Date('2026-11-30T12:00:00.000Z');

describe('expiry', () => {
  it.each([
    ['12h', '2026-12-01T00:00:00.000Z'],
    ['90d', '2027-02-28T12:00:00.000Z'],
    ['2w', '2026-12-14T12:00:00.000Z'],
    ['1y', '2027-11-30T12:00:00.000Z'],
    ['2026-11-30', '2026-12-01T00:00:00.000Z'],
    ['2028-02-29', '2028-03-01T00:00:00.000Z'],
    ['never', null],
  ])('reads %s as %s', (text, time) => {
    expect(expiry(text, null, NOW)).toBe(time);
  });

  it.each(['', '90', '90 d', '-1d', '1.5d', '90m', '2027-02-31', '2027-13-01', '2026-11-30T12:00', '99999y', 'tomorrow'])(
    'refuses "%s"',
    (text) => {
      expect(() => expiry(text, null, NOW)).toThrow('It must be a time such as 12h');
    },
  );

  it.each(['0d', '2026-11-29', '1999-01-01'])('refuses %s, which is over', (text) => {
    expect(() => expiry(text, null, NOW)).toThrow('It must be in the future.');
  });
});

describe('keyName', () => {
  it('takes what people call things', () => {
    expect(keyName('ci-runner.2@example')).toBe('ci-runner.2@example');
  });

  it.each(['', 'two words', 'a/b', 'a:b', 'a\nb', 'x'.repeat(65)])('refuses "%s"', (name) => {
    expect(() => keyName(name)).toThrow('It must be 1 to 64');
  });
});
