import { describe, expect, it } from '@jest/globals';
import { type HeaderFields, importContent } from './import-format.ts';

const SAMPLE = '{"id":"a","scores":{"accuracy":1}}';

/** What a file holds, however it is cut into chunks. */
async function read(text: string, size: number, fields: HeaderFields = {}): Promise<unknown> {
  async function* chunks(): AsyncGenerator<string> {
    for (let at = 0; at < text.length; at += size) yield text.slice(at, at + size);
  }
  const content = await importContent(chunks(), fields);
  if ('json' in content) return content.json;
  const parts: Uint8Array[] = [];
  for await (const part of content.ndjson) parts.push(part);
  return Buffer.concat(parts).toString('utf8');
}

describe.each([1, 7, 1000])('importContent of chunks of %i characters', (size) => {
  it('takes a header on a line of its own for JSON lines', async () => {
    expect(await read(`\n{"run_id":"mine"}\n${SAMPLE}\n`, size)).toBe(`{"run_id":"mine"}\n${SAMPLE}\n`);
  });

  it('takes anything else for one body of JSON', async () => {
    expect(await read(`{"samples":[${SAMPLE}]}`, size)).toEqual({ samples: [JSON.parse(SAMPLE)] });
    expect(await read(`{\n  "samples": []\n}\n`, size)).toEqual({ samples: [] });
    await expect(read('{"samples":', size)).rejects.toThrow(SyntaxError);
    await expect(read('', size)).rejects.toThrow(SyntaxError);
  });

  it('puts other ids in the place of those in the file', async () => {
    const fields = { run_id: 'other', experiment_id: 'nightly' };
    expect(await read(`{"run_id":"mine"}\n${SAMPLE}`, size, fields)).toBe(
      `{"run_id":"other","experiment_id":"nightly"}\n${SAMPLE}`,
    );
    expect(await read('{"run_id":"mine","samples":[]}', size, fields)).toEqual({ ...fields, samples: [] });
  });

  it('puts a label among what the file says of the run, and leaves what is no object to be refused', async () => {
    const label = 'nightly';
    expect(await read('{"metadata":{"label":"old","of":1},"samples":[]}', size, { label })).toEqual({
      metadata: { label, of: 1 },
      samples: [],
    });
    expect(await read(`{"run_id":"mine"}\n${SAMPLE}`, size, { label })).toBe(
      `{"run_id":"mine","metadata":{"label":"nightly"}}\n${SAMPLE}`,
    );
    expect(await read('{"metadata":[],"samples":[]}', size, { label })).toEqual({ metadata: [], samples: [] });
  });
});
