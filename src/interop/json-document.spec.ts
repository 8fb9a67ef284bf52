import { describe, expect, it } from '@jest/globals';
import { jsonElements, jsonFrame } from './json-document.ts';
import type { ImportLimits, ResultFile } from './result-file.ts';

const LIMITS: ImportLimits = { pieceBytes: 64 * 1024, totalBytes: Infinity };

function fileOf(text: string, chunkBytes: number): ResultFile {
  const bytes = Buffer.from(text);
  return {
    name: 'file',
    size: bytes.length,
    async *chunks() {
      for (let at = 0; at < bytes.length; at += chunkBytes) yield bytes.subarray(at, at + chunkBytes);
    },
  };
}

async function elementsOf(file: ResultFile, path: readonly string[], limits = LIMITS): Promise<unknown[]> {
  const found: unknown[] = [];
  for await (const elements of jsonElements(file, path, limits)) found.push(...elements.map(({ value }) => value));
  return found;
}

const TEXT = String.raw`{"a": {"results": ["no"]}, "ré\"sults": {"list": [1]}, "results": {"x": [{}], "list" : [ {"list": [1, "],"]}, "a,b\"]", [2, [3]], 4 , null ], "y": {"list": []}}, "z": "\\"}`;

describe.each([1, 2, 7, 1000])('a document of JSON in chunks of %d bytes', (size) => {
  it('gives the elements of a list, and only of that one', async () => {
    expect(await elementsOf(fileOf(TEXT, size), ['results', 'list'])).toEqual([
      { list: [1, '],'] },
      'a,b"]',
      [2, [3]],
      4,
      null,
    ]);
    expect(await elementsOf(fileOf(TEXT, size), ['ré\\"sults', 'list'])).toEqual([1]);
    expect(await elementsOf(fileOf(TEXT, size), ['results', 'y', 'list'])).toEqual([]);
    expect(await elementsOf(fileOf('\ufeff [1, {"a": [2]}] ', size), [])).toEqual([1, { a: [2] }]);
  });

  it('gives what stands around lists and objects', async () => {
    const whole = JSON.parse(TEXT) as Record<string, object>;
    const left = { ...whole, a: {}, results: { ...whole['results'], list: [] } };
    expect(await jsonFrame(fileOf(TEXT, size), [['results', 'list'], ['a']], LIMITS)).toEqual(left);
    expect(await jsonFrame(fileOf(TEXT, size), [], LIMITS)).toEqual(whole);
  });

  it.each([
    '{"list": [1',
    '{"list": ["1',
    '{"list": [1, 2]',
    '{"list": [1]}}',
    '{"list": [1,,2]}',
    '{"list": [,1]}',
    '{"list": [1,]}',
    '{"list": [{]}',
  ])('refuses %s', async (text) => {
    await expect(elementsOf(fileOf(text, size), ['list'])).rejects.toMatchObject({ name: 'ImportFaultError' });
  });
});

it('names the element that is no JSON, or too large', async () => {
  await expect(elementsOf(fileOf('{"list": [1, tru]}', 100), ['list'])).rejects.toMatchObject({ place: 'list[1]' });
  const large = JSON.stringify({ list: [1, 'x'.repeat(100_000)] });
  await expect(elementsOf(fileOf(large, 1000), ['list'])).rejects.toMatchObject({
    place: 'list[1]',
    message: expect.stringContaining('ASSAY_IMPORT_PIECE_LIMIT'),
  });
});

it('holds no more than an element of a document of 256 MB', async () => {
  const element = Buffer.from(`{"id": 1, "text": "${'x'.repeat(16_000)}"},`.repeat(16));
  const rounds = 1024;
  const file: ResultFile = {
    name: 'file',
    size: element.length * rounds,
    async *chunks() {
      yield Buffer.from('{"before": 1, "list": [');
      for (let round = 0; round < rounds; round += 1) yield element;
      yield Buffer.from('0]}');
    },
  };
  let count = 0;
  for await (const elements of jsonElements(file, ['list'], LIMITS)) count += elements.length;
  expect(count).toBe(16 * rounds + 1);
});
