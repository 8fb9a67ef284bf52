import { describe, expect, it } from '@jest/globals';
import tar from 'tar-stream';
import { tarOfFiles } from './tar-of-files.ts';

describe('tarOfFiles', () => {
  it('is read as the files that were packed', async () => {
    const texts = {
      'results.json': '{}',
      [`samples_${'x'.repeat(120)}.jsonl`]: 'ä'.repeat(700),
      'empty.json': '',
      'fitting.json': 'y'.repeat(512),
    };
    const files = Object.entries(texts).map(([name, text]) => new File([text], name));
    const extract = tar.extract();
    extract.end(Buffer.from(await tarOfFiles(files).arrayBuffer()));
    const found: [string, string][] = [];
    for await (const entry of extract) {
      const parts: Buffer[] = [];
      for await (const part of entry) parts.push(part as Buffer);
      found.push([entry.header.name, Buffer.concat(parts).toString('utf8')]);
    }
    expect(found.map(([, text]) => text)).toEqual(Object.values(texts));
    expect(found.map(([name]) => name)).toEqual(['results.json', `${'x'.repeat(93)}.jsonl`, 'empty.json', 'fitting.json']);
  });
});
