import { describe, expect, it } from '@jest/globals';
import { LineSplitter } from './line-splitter.ts';

function linesOf(
  chunks: readonly string[],
  maxBytes = 100,
): readonly [text: string | undefined, offset: number, number: number][] {
  const splitter = new LineSplitter(maxBytes);
  const lines = [...chunks.flatMap((chunk) => splitter.take(Buffer.from(chunk))), ...splitter.end()];
  return lines.map(({ bytes, offset, number }) => [bytes?.toString('utf8'), offset, number]);
}

describe('LineSplitter', () => {
  it.each([[['ab\n\ncde\nf']], [['a', 'b', '\n', '\nc', 'de\nf']], [['ab\n\nc', 'd', 'e\nf']]])(
    'finds the same lines and places however they come: %j',
    (chunks) => {
      expect(linesOf(chunks)).toEqual([
        ['ab', 0, 1],
        ['', 3, 2],
        ['cde', 4, 3],
        ['f', 8, 4],
      ]);
    },
  );

  it('has no line after the last newline', () => {
    expect(linesOf(['a\n'])).toEqual([['a', 0, 1]]);
    expect(linesOf([])).toEqual([]);
  });

  it('only counts a line that is too long, wherever it is cut, and goes on after it', () => {
    const expected = [
      ['abc', 0, 1],
      [undefined, 4, 2],
      ['xyz', 9, 3],
    ];
    for (const chunks of [['abc\n1234\nxyz'], ['abc\n12', '34', '\nxyz'], ['abc\n1234', '\nxyz\n']])
      expect(linesOf(chunks, 3)).toEqual(expected);
  });
});
