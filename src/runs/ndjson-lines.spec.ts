import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ndjsonLines, type NumberedLine } from './ndjson-lines.ts';

async function* inPieces(bytes: Uint8Array, sizes: readonly number[]): AsyncGenerator<Uint8Array> {
  let from = 0;
  for (const size of sizes) {
    yield bytes.subarray(from, from + size);
    from += size;
  }
  yield bytes.subarray(from);
}

async function linesIn(chunks: AsyncIterable<Uint8Array>, maxBytes = 1000): Promise<NumberedLine[]> {
  const batches: (readonly NumberedLine[])[] = [];
  for await (const batch of ndjsonLines(chunks, maxBytes)) batches.push(batch);
  return batches.flat();
}

describe('ndjsonLines', () => {
  it('finds the same lines however the bytes come', async () => {
    const texts = fc.array(fc.constantFrom('{"a":1}', '', ' ', '好', 'é🙂', '7'), { maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(texts, fc.array(fc.nat(9), { maxLength: 20 }), async (lines, sizes) => {
        const numbered = lines.map((text, at) => ({ number: at + 1, text })).filter(({ text }) => text.trim() !== '');
        expect(await linesIn(inPieces(Buffer.from(lines.join('\n')), sizes))).toEqual(numbered);
      }),
      { numRuns: 100 },
    );
  });

  it.each([
    ['in one piece', []],
    ['in many', [4, 4, 4, 4]],
  ])('names a line that is too long, %s', async (_how, sizes) => {
    const bytes = Buffer.from(`1\n2\n${'x'.repeat(20)}\n4\n`);
    await expect(linesIn(inPieces(bytes, sizes), 10)).rejects.toMatchObject({ line: 3 });
  });

  it('drops a byte-order mark at the start', async () => {
    const bytes = Buffer.from('\ufeff{}\n\ufeff{}\n');
    expect(await linesIn(inPieces(bytes, [1, 1, 1]))).toEqual([
      { number: 1, text: '{}' },
      { number: 2, text: '\ufeff{}' },
    ]);
  });

  it('names a line that is not UTF-8', async () => {
    const bytes = Buffer.concat([Buffer.from('1\n2\n'), Buffer.of(0xff, 0x0a)]);
    await expect(linesIn(inPieces(bytes, []))).rejects.toMatchObject({ line: 3 });
  });
});
