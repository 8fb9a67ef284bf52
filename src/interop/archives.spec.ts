import { gzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import { readFileUnderTest, tarFile } from './read-file.fixture.ts';
import { type ZippedFile, zipFile } from './zip-file.fixture.ts';

const HEADER: ZippedFile = {
  name: 'header.json',
  text: JSON.stringify({ status: 'success', eval: { task: 't', model: 'm' } }),
};
const SAMPLE: ZippedFile = {
  name: 'samples/1_epoch_1.json',
  text: JSON.stringify({ id: 1, epoch: 1, input: 'x'.repeat(500) }),
};

async function faultOf(bytes: string | Buffer): Promise<readonly [place: string, message: string]> {
  const fault = await readFileUnderTest(bytes).then(
    () => undefined,
    (error: unknown) => error as { readonly name: string; readonly place: string; readonly message: string },
  );
  if (fault?.name !== 'ImportFaultError') throw new Error('it was read', { cause: fault });
  return [fault.place, fault.message];
}

describe('a zip archive', () => {
  it.each(['../../outside.json', '/etc/passwd', 'a/../../b', 'C:\\windows\\x', 'a\\..\\..\\b'])(
    'with a file named %s is refused',
    async (name) => {
      expect((await faultOf(zipFile([HEADER, { name, text: '{}' }])))[1]).toMatch(/leads out|damaged zip archive/);
    },
  );

  it('that is cut short anywhere is refused', async () => {
    const whole = zipFile([SAMPLE, HEADER]);
    for (const bytes of [4, 30, whole.length >> 1, whole.length - 40, whole.length - 1])
      expect((await faultOf(whole.subarray(0, bytes)))[1]).toMatch(/damaged/);
  });

  it('with a wrong checksum is refused, and the file named', async () => {
    expect(await faultOf(zipFile([{ ...SAMPLE, told: { crc: 1 } }, HEADER]))).toEqual([
      SAMPLE.name,
      'is damaged: its checksum is another one than the archive says',
    ]);
  });

  it.each([10, 10_000])('whose file is said to have %d bytes is refused', async (size) => {
    const [place, message] = await faultOf(zipFile([{ ...SAMPLE, told: { size } }, HEADER]));
    expect([place, message]).toEqual([SAMPLE.name, expect.stringMatching(/unpacks to more|where the archive says/)]);
  });

  it('that is packed in another way is refused', async () => {
    expect((await faultOf(zipFile([{ ...SAMPLE, told: { method: 12 } }, HEADER])))[1]).toMatch(/packed by method 12/);
  });

  it('whose bytes are not what its method makes is refused', async () => {
    expect((await faultOf(zipFile([{ ...SAMPLE, method: 'stored', told: { method: 93 } }, HEADER])))[1]).toMatch(
      /can’t be unpacked/,
    );
  });

  it.each(['deflated', 'zstandard'] as const)('that is a bomb (%s) is refused before it is unpacked', async (method) => {
    const zeros = Buffer.alloc(8 * 1024 ** 2);
    const bomb = Array.from({ length: 9 }, (_, at): ZippedFile => ({
      name: `samples/${at}_epoch_1.json`,
      text: zeros,
      method,
    }));
    expect((await faultOf(zipFile([...bomb, HEADER])))[1]).toMatch(/unpacks to more than \d+ bytes/);
  });

  it('with 100,000 empty files and no results is refused', async () => {
    const files = Array.from({ length: 100_000 }, (_, at): ZippedFile => ({ name: `${at}.md`, text: '', method: 'stored' }));
    expect((await faultOf(zipFile(files)))[1]).toMatch(/no format that is known/);
  });
});

describe('a tar archive', () => {
  it('with a link is refused', async () => {
    expect(await faultOf(await tarFile({ 'results.json': { linkTo: '/etc/passwd' } }))).toEqual([
      'results.json',
      expect.stringMatching(/link/),
    ]);
  });

  it('with a name that leads out of it is refused', async () => {
    expect((await faultOf(await tarFile({ '../x.json': '{}' })))[1]).toMatch(/leads out/);
  });

  it('that is cut short is refused', async () => {
    const whole = gzipSync(await tarFile({ 'a.json': JSON.stringify({ text: 'x'.repeat(100_000) }) }));
    expect((await faultOf(whole.subarray(0, whole.length - 20)))[1]).toMatch(/damaged|end/i);
  });

  it('that is a bomb is refused', async () => {
    expect((await faultOf(gzipSync(Buffer.alloc(80 * 1024 ** 2))))[1]).toMatch(/unpacks to more|damaged|no /);
  });
});

describe('a file', () => {
  it.each([
    ['', 'is empty'],
    ['  \n', 'is empty'],
    ['{"status": "success", "eval": {"task": "t", "model": "m"}, "samples": [{"id": 1}', 'ends in the middle'],
    [`{"samples": ${'['.repeat(100_000)}`, 'nested more than 500 levels'],
    ['{"hello": "world"}', 'no format that is known'],
    ['[1, 2, 3]', 'no format that is known'],
    ['hello', 'not valid JSON'],
    ['{"eval_name": "x"}\n{"b": 1}\n', 'no format that is known'],
  ])('of %j is refused', async (text, message) => {
    expect((await faultOf(text))[1]).toContain(message);
  });

  it('of Assay is left to Assay', async () => {
    expect(await readFileUnderTest('{"run_id": "a", "samples": []}')).toBe('assay-json');
    expect(await readFileUnderTest('{"run_id": "a"}\n{"id": "1", "scores": {}}\n')).toBe('assay-ndjson');
    expect(await readFileUnderTest('{}\n')).toBe('assay-ndjson');
  });
});
