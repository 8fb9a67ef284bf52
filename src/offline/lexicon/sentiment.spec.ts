import { describe, expect, it } from '@jest/globals';
import { sentiment } from './sentiment.ts';

function sumOf(text: string, taught: Record<string, number> = {}): number {
  return sentiment(text, new Map(Object.entries(taught))).sum;
}

describe('sentiment', () => {
  it.each([
    ['I love it', 3],
    ['LOVE it, awful lid', 0],
    ['the box is blue', 0],
    ['', 0],
    ['constructor __proto__ toString', 0],
    ['a well-being session', 2],
  ])('adds up the weights of %p', (text, sum) => {
    expect(sumOf(text)).toBe(sum);
  });

  it.each([
    ['not great', -1.5],
    ['not bad', 1.5],
    ["it isn't a great film", -1.5],
    ['it isn’t a great film', -1.5],
    ['never had a single problem', 1],
    ['not mine. Great lamp', 3],
    ['not mine, but great', 3],
    ['no, great', 3],
  ])('inverts what a negator reaches in %p', (text, sum) => {
    expect(sumOf(text)).toBe(sum);
  });

  it('gives a negator no weight of its own', () => {
    expect(sentiment('no').words).toEqual([]);
  });

  it.each([
    ['very good', 4.5],
    ['slightly bad', -1.5],
  ])('weighs %p by its degree', (text, sum) => {
    expect(sumOf(text)).toBe(sum);
  });

  it('reads the longest phrase that the lexicon has', () => {
    expect(sentiment('It does not work.').words).toEqual([{ text: 'does not work', weight: -3, negator: null }]);
  });

  it('reads what it is taught, in other languages too', () => {
    expect(sumOf('Nach zwei Tagen kaputt', { kaputt: -2 })).toBe(-2);
    expect(sentiment('買ってよかったです。', new Map([['よ か っ た', 2]])).words).toEqual([
      { text: 'よかった', weight: 2, negator: null },
    ]);
    expect(sumOf('Die Lampe', { die: 0 })).toBe(0);
  });

  it('quotes words as written in the text', () => {
    expect(sentiment("Don't LOVE it").words).toEqual([{ text: 'LOVE', weight: -1.5, negator: "Don't" }]);
  });
});
