import { createHash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import type { RunImport } from '../../../domain/run-store.ts';
import type { ImportedSample } from '../../../domain/run.ts';
import { writeDocument } from '../../../files/durable-file.ts';
import { PRIVATE_FILE } from '../../../files/private-mode.ts';
import type { ForeignRun } from './foreign-run.ts';
import { type ImportDocument, importDocument, importedRun, runDocumentFile, samplesFile } from './import-document.ts';
import { SampleTally } from './sample-tally.ts';
import { sampleLine } from './stored-sample.ts';

/** Few enough samples that nobody waits for their lines. */
const SLICE = 1_024;

/**
 * Writes an import into an empty folder, durably, in memory that does not grow with the samples: the document last. `given` is
 * what belongs to its digest beside the samples, `stamp` is unique to it. Throws what the batches throw.
 */
export async function writeImport(
  folder: string,
  run: ForeignRun,
  { given, stamp }: { readonly given: string; readonly stamp: string },
  { samples: batches, closing }: Pick<RunImport, 'samples' | 'closing'>,
): Promise<ImportDocument> {
  const digest = createHash('sha256').update(given);
  const tally = new SampleTally();
  const handle = await open(samplesFile(folder), 'wx', PRIVATE_FILE);
  try {
    for await (const samples of batches) {
      for (const slice of slices(samples)) {
        const bytes = linesOf(slice);
        digest.update(bytes);
        for (const sample of slice) tally.add(sample);
        await writeAll(handle, bytes);
      }
    }
    await handle.sync();
  } finally {
    await handle.close();
  }
  const { total, scored, failed, means } = tally;
  const closed = closing === undefined ? run : importedRun({ ...run, metadata: { ...run.metadata, ...closing() } });
  const document = { run: closed, figures: { total, scored, failed, means }, digest: digest.digest('hex') };
  await writeDocument(runDocumentFile(folder), importDocument(document, stamp));
  return document;
}

function* slices(samples: readonly ImportedSample[]): Generator<readonly ImportedSample[]> {
  for (let from = 0; from < samples.length; from += SLICE) yield samples.slice(from, from + SLICE);
}

function linesOf(samples: readonly ImportedSample[]): Buffer {
  return Buffer.from(samples.map((sample) => `${sampleLine(sample)}\n`).join(''));
}

async function writeAll(handle: FileHandle, bytes: Buffer): Promise<void> {
  for (let written = 0; written < bytes.length;)
    written += (await handle.write(bytes, written, bytes.length - written)).bytesWritten;
}
