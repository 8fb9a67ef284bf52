import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { NotUtf8Error, readUtf8File, readUtf8FileSync, utf8Chunks, utf8Line, utf8LineText, utf8Text } from './utf8-text.ts';

const LATIN_1 = Buffer.from('one\ntwo\n20 \xb0C\n', 'latin1');

async function* inPieces(bytes: Uint8Array, sizes: readonly number[]): AsyncGenerator<Uint8Array> {
  let from = 0;
  for (const size of sizes) {
    yield bytes.subarray(from, from + size);
    from += size;
  }
  yield bytes.subarray(from);
}

async function joined(bytes: Uint8Array, sizes: readonly number[]): Promise<string> {
  let text = '';
  for await (const part of utf8Chunks(inPieces(bytes, sizes), 'f')) text += part;
  return text;
}

describe('a text in UTF-8', () => {
  it('is read without a byte-order mark at its start, and with any that comes later', () => {
    expect(utf8Text(Buffer.from('\ufeffa\n\ufeffb'), 'f')).toBe('a\n\ufeffb');
    expect(utf8LineText({ bytes: Buffer.from('\ufeffa'), number: 1 })).toBe('a');
    expect(utf8LineText({ bytes: Buffer.from('\ufeffa'), number: 2 })).toBe('\ufeffa');
  });

  it('is refused with its name and line where a byte is of another encoding', () => {
    expect(() => utf8Text(LATIN_1, 'p/data/x.jsonl')).toThrow(new NotUtf8Error('p/data/x.jsonl', 3));
    expect(() => utf8Text(LATIN_1, 'the body')).toThrow('the body, line 3 is not UTF-8: save it as UTF-8');
    expect(() => utf8Line({ bytes: Buffer.of(0xb0), number: 7 }, 'f')).toThrow('f, line 7 is not UTF-8');
  });

  it('is told apart from UTF-16', () => {
    const bytes = Buffer.from('\ufeffé{"a": 1}', 'utf16le');
    expect(() => utf8Text(bytes, 'f')).toThrow('f, line 1 is not UTF-8 but UTF-16: save it as UTF-8');
  });

  it('is read from a file, at once or not', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'assay-utf8-'));
    await writeFile(join(folder, 'good'), '\ufeffgood');
    await writeFile(join(folder, 'bad'), LATIN_1);
    expect(await readUtf8File(join(folder, 'good'))).toBe('good');
    expect(readUtf8FileSync(join(folder, 'good'))).toBe('good');
    await expect(readUtf8File(join(folder, 'bad'), 'bad')).rejects.toThrow('bad, line 3 is not UTF-8');
    expect(() => readUtf8FileSync(join(folder, 'bad'), 'bad')).toThrow('bad, line 3 is not UTF-8');
    await rm(folder, { recursive: true });
  });
});

describe('chunks of UTF-8', () => {
  it('give the same text however the bytes are cut', async () => {
    const texts = fc.string({ unit: 'binary' }).map((text) => `\ufeffé好🙂\n${text}`);
    await fc.assert(
      fc.asyncProperty(texts, fc.array(fc.nat(5), { maxLength: 20 }), async (text, sizes) => {
        expect(await joined(Buffer.from(text), sizes)).toBe(text.slice(1));
      }),
    );
  });

  it.each([[[]], [[1, 1, 1, 1]], [[9]], [[11]]])('name the line that is not UTF-8, cut at %j', async (sizes) => {
    await expect(joined(LATIN_1, sizes)).rejects.toMatchObject({ line: 3 });
  });

  it('name the line of a character that is cut off at the end', async () => {
    await expect(joined(Buffer.from([0x61, 0x0a, 0xe2, 0x80]), [])).rejects.toMatchObject({ line: 2 });
  });
});
