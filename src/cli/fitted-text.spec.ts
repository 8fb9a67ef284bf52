import { describe, expect, it } from '@jest/globals';
import { broken, padded, shortened, textWidth, wrapped } from './fitted-text.ts';

describe('shortened', () => {
  it('leaves out the middle, and nothing of what fits', () => {
    expect(shortened('label_correctness', 17)).toBe('label_correctness');
    expect(shortened('label_correctness', 9)).toBe('labe…ness');
  });

  it('counts two columns for a wide character, and breaks none', () => {
    for (const columns of [2, 3, 4, 5, 6, 7, 8]) {
      expect(textWidth(shortened('日本語の名前です', columns))).toBeLessThanOrEqual(columns);
      expect(shortened('👩🏽‍🚀👨‍👩‍👧e\u0301👩🏽‍🚀👨‍👩‍👧', columns)).toMatch(/^(👩🏽‍🚀|👨‍👩‍👧)*(e\u0301)?…(e\u0301)?(👩🏽‍🚀|👨‍👩‍👧)*$/u);
    }
  });
});

describe('wrapped', () => {
  it('ends lines between words, and leaves longer words whole', () => {
    expect(wrapped('see http://127.0.0.1:8080/jobs/21993d2b for more', 20).split('\n')).toEqual([
      'see',
      'http://127.0.0.1:8080/jobs/21993d2b',
      'for more',
    ]);
  });

  it('indents what goes on of an indented line', () => {
    expect(wrapped('Failures:\n  3 × the answer is no JSON', 18)).toBe('Failures:\n  3 × the answer\n    is no JSON');
  });

  it('changes nothing where there are no columns', () => {
    expect(wrapped('a '.repeat(200), Infinity)).toBe('a '.repeat(200));
  });
});

it('pads by columns, not by characters', () => {
  expect(padded('日本', 6, 'right')).toBe('  日本');
});

describe('a broken name', () => {
  it.each([
    ['label_correctness', 10, ['label_', 'correctnes', 's']],
    ['label_correctness', 12, ['label_', 'correctness']],
    ['95 % interval', 8, ['95 %', 'interval']],
    ['short', 8, ['short']],
  ])('%s takes at most %i columns and loses nothing', (name, columns, lines) => {
    expect(broken(name, columns)).toEqual(lines);
  });
});
