import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import tar from 'tar-stream';
import type { ReadHeader, ReadSample, StatedMean } from './read-run.ts';
import type { ImportLimits } from './result-file.ts';
import { openResults } from './result-runs.ts';
import { MeanFold } from './stated-means.ts';

/** A run as it was read, with all its samples. */
export interface RunUnderTest {
  readonly header: ReadHeader;
  readonly samples: readonly (Omit<ReadSample, 'scores'> & { readonly scores: Readonly<Record<string, number>> })[];
  readonly stated: readonly StatedMean[];
  readonly warnings: readonly string[];
  readonly graded: readonly string[];
  meanOf(metric: string): number | undefined;
}

const LIMITS: ImportLimits = { pieceBytes: 1024 ** 2, totalBytes: 256 * 1024 ** 2 };

/** Reads a file of results: its runs, or the name of Assay's own format. */
export async function readFileUnderTest(
  bytes: string | Buffer,
  { name = 'file', limits = LIMITS }: { readonly name?: string; readonly limits?: ImportLimits } = {},
): Promise<readonly RunUnderTest[] | string> {
  const folder = await mkdtemp(join(tmpdir(), 'assay-interop-'));
  try {
    const path = join(folder, 'file');
    const scratch = join(folder, 'scratch');
    await mkdir(scratch);
    await writeFile(path, bytes);
    const content = await openResults(path, { name, scratch, limits });
    try {
      if (content.kind !== 'runs') return content.kind;
      const runs: RunUnderTest[] = [];
      for (const run of content.runs) {
        const fold = new MeanFold(run.hasRepeats);
        const samples: RunUnderTest['samples'][number][] = [];
        for await (const batch of run.samples()) {
          fold.add(batch);
          for (const { scores, ...sample } of batch) {
            samples.push({
              ...sample,
              scores: Object.fromEntries(Array.from(scores, ([metric, { value }]) => [metric, value])),
            });
          }
        }
        const warnings = [...run.notes, ...fold.shortages(run.expected), ...fold.differences(run.stated)];
        const { header, stated } = run;
        runs.push({ header, samples, stated, warnings, graded: fold.graded, meanOf: (metric) => fold.meanOf(metric) });
      }
      return runs;
    } finally {
      content.close();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The only run of a file. */
export async function readRunUnderTest(bytes: string | Buffer, name?: string): Promise<RunUnderTest> {
  const runs = await readFileUnderTest(bytes, name === undefined ? {} : { name });
  const [run, ...others] = typeof runs === 'string' ? [] : runs;
  if (run === undefined || others.length > 0) throw new Error(`there is not one run but ${others.length}`);
  return run;
}

/** A tar archive; a file may be a link instead. */
export async function tarFile(files: Readonly<Record<string, string | { readonly linkTo: string }>>): Promise<Buffer> {
  const pack = tar.pack();
  for (const [name, content] of Object.entries(files)) {
    if (typeof content === 'string') pack.entry({ name }, content);
    else pack.entry({ name, type: 'symlink', linkname: content.linkTo });
  }
  pack.finalize();
  const parts: Buffer[] = [];
  for await (const part of pack) parts.push(part as Buffer);
  return Buffer.concat(parts);
}

/** Objects as JSON lines. */
export function linesOf(...values: readonly unknown[]): string {
  return values.map((value) => `${JSON.stringify(value)}\n`).join('');
}
