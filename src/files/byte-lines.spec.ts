import { describe, expect, it } from '@jest/globals';
import { byteLines } from './byte-lines.ts';

const tooLong = (number: number): Error => new Error(`line ${number} is too long`);

async function* chunksOf(...texts: readonly string[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) yield Buffer.from(text);
}

async function linesOf(
  texts: readonly string[],
  maxBytes = 100,
): Promise<(readonly [text: string, offset: number, number: number])[]> {
  const found: (readonly [string, number, number])[] = [];
  for await (const lines of byteLines(chunksOf(...texts), maxBytes, tooLong))
    for (const { bytes, offset, number } of lines) found.push([bytes.toString(), offset, number]);

  return found;
}

describe('byteLines', () => {
  it.each([[['a\n', 'bc\nd\n']], [['a', '\nb', 'c\n', 'd\n']], [['a\nbc\nd']], [['a\nbc', '\nd', '']]])(
    'gives every line once, wherever the chunks %j end',
    async (texts) => {
      expect(await linesOf(texts)).toEqual([
        ['a', 0, 1],
        ['bc', 2, 2],
        ['d', 5, 3],
      ]);
    },
  );

  it('keeps blank lines, so that the numbers stay right', async () => {
    expect(await linesOf(['\n\na'])).toEqual([
      ['', 0, 1],
      ['', 1, 2],
      ['a', 2, 3],
    ]);
  });

  it('has no lines in a stream without bytes', async () => {
    expect(await linesOf([])).toEqual([]);
    expect(await linesOf([''])).toEqual([]);
  });

  it.each([[['a\n1234567\n']], [['a\n1234', '567']], [['a\n12', '345', '67\nb\n']]])(
    'throws for a line of %j that is longer than the limit',
    async (texts) => {
      await expect(linesOf(texts, 6)).rejects.toThrow('line 2 is too long');
      await expect(linesOf(texts, 7)).resolves.toHaveLength(texts.join('').split('\n').filter(Boolean).length);
    },
  );
});
