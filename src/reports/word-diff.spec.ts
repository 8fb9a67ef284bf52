import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { wordDiff } from './word-diff.ts';

describe('wordDiff', () => {
  it('says which words were taken out and put in', () => {
    expect(wordDiff('Answer briefly: {{ q }}', 'Answer politely: {{ q }}')).toEqual([
      { kind: 'same', text: 'Answer ' },
      { kind: 'removed', text: 'briefly' },
      { kind: 'added', text: 'politely' },
      { kind: 'same', text: ': {{ q }}' },
    ]);
  });

  it('shows differences in white space where there are no others', () => {
    expect(wordDiff('one two', 'one\ntwo')?.filter(({ kind }) => kind !== 'same')).toEqual([
      { kind: 'removed', text: ' ' },
      { kind: 'added', text: '\n' },
    ]);
  });

  it('has nothing to say about equal texts', () => {
    expect(wordDiff('same', 'same')).toEqual([{ kind: 'same', text: 'same' }]);
    expect(wordDiff('', '')).toEqual([]);
  });

  it('gives up on long texts that have nothing in common', () => {
    const words = (letter: string): string => Array.from({ length: 5000 }, (_, index) => `${letter}${index}`).join(' ');
    expect(wordDiff(words('a'), words('b'))).toBeNull();
  });

  it('has the words of the new text in what is not removed, and of the old one in what is not added', () => {
    const text = fc
      .array(fc.constantFrom('tell', 'me', '{{ x }}', '.', '\n', 'why'), { maxLength: 12 })
      .map((words) => words.join(' '));
    const bare = (value: string): string => value.replaceAll(/\s+/g, '');
    fc.assert(
      fc.property(text, text, (before, after) => {
        const changes = wordDiff(before, after) ?? [];
        const without = (kind: string): string => changes.map((change) => (change.kind === kind ? '' : change.text)).join('');
        expect(bare(without('removed'))).toBe(bare(after));
        expect(bare(without('added'))).toBe(bare(before));
      }),
    );
  });
});
