import { PassThrough } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import { ProgramOutput } from './program-output.ts';

const MEGABYTE = 1024 * 1024;

function output(...chunks: readonly (string | Buffer)[]): { readonly passed: string[]; readonly output: ProgramOutput } {
  const passed: string[] = [];
  const made = new ProgramOutput((lines) => passed.push(lines));
  const stream = new PassThrough();
  made.addStream(stream);
  for (const chunk of chunks) stream.emit('data', Buffer.from(chunk));
  return { passed, output: made };
}

describe('ProgramOutput', () => {
  it('passes on whole lines, however they are cut', () => {
    expect(output('one\ntw', 'o\nthree\nfo').passed).toEqual(['one', 'two\nthree']);
  });

  it('passes on a last line without an end when the process has ended', () => {
    const { passed, output: made } = output('no end');
    expect(passed).toEqual([]);
    made.end();
    expect(passed).toEqual(['no end']);
  });

  it('keeps a character whole that comes in two pieces', () => {
    const bytes = Buffer.from('né\n');
    expect(output(bytes.subarray(0, 2), bytes.subarray(2)).passed).toEqual(['né']);
  });

  it('passes on a megabyte, and says how many bytes are missing', () => {
    const line = `${'x'.repeat(999)}\n`;
    const { passed, output: made } = output(...Array.from({ length: 3000 }, () => line));
    expect(passed.join('').length).toBeLessThanOrEqual(MEGABYTE);
    made.end();
    expect(passed.at(-1)).toBe(
      `… ${3_000_000 - MEGABYTE} bytes more that the project printed are not in this log: a process may print 1048576`,
    );
    expect(made.last).toHaveLength(4_000);
  });

  it('says what was lost with the process', () => {
    const { passed, output: made } = output('one\n');
    made.lose(70);
    made.end();
    expect(passed.at(-1)).toMatch(/^… 70 bytes more/);
  });
});
