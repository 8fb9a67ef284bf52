import { constants } from 'node:buffer';
import { basename } from 'node:path';
import { isMissing } from '../../../files/error-code.ts';
import { openRegularFile } from '../../../files/regular-file.ts';
import { utf8LineText } from '../../../files/utf8-text.ts';
import { isScore } from '../../../statistics/scored-run.ts';
import type { IndexDatabase } from '../index-database.ts';
import { folderName } from './folder-name.ts';
import type { FolderOutcome, FolderTask } from './folder-task.ts';
import { type ImportDocument, importStamp, readImportDocument, samplesFile } from './import-document.ts';
import { indexFolder } from './index-folder.ts';
import { LineSplitter, type SplitLine } from './line-splitter.ts';
import { numbersOf } from './fault-text.ts';
import type { RunDraft } from './run-draft.ts';
import { storedSampleOf } from './stored-sample.ts';

const CHUNK_BYTES = 256 * 1024;

/** Brings the index in step with the folder of an import: its samples are the lines of `samples.jsonl`. */
export async function indexImportFolder(database: IndexDatabase, task: FolderTask): Promise<FolderOutcome> {
  return indexFolder(database, task, {
    stamp: () => importStamp(task.path),
    read: () => readDocument(task.path),
    fill: async ({ run, digest, figures }, draft, stamp) => {
      const faults = await addSamples(task.path, draft, figures.total);
      return { run, faults, place: { origin: task.origin, hideAs: run.runId, stamp, digest } };
    },
  });
}

async function readDocument(folder: string): Promise<ImportDocument> {
  const document = await readImportDocument(folder);
  const name = folderName(document.run.runId);
  if (name === basename(folder)) return document;
  throw new Error(`it is of the run ${document.run.runId}, whose folder is called ${name}`);
}

/** Returns what can't be read, in sentences. */
async function addSamples(folder: string, draft: RunDraft, expected: number): Promise<readonly string[]> {
  const faults: string[] = [];
  const damaged: number[] = [];
  try {
    for await (const lines of samplesLines(folder)) {
      for (const line of lines) if (!addLine(line, draft)) damaged.push(line.number);
      if (draft.isFull) draft.write();
    }
  } catch (error) {
    if (!isMissing(error) && !(error instanceof Error && error.name === 'NoRegularFileError')) throw error;
    faults.push('samples.jsonl is missing or is no regular file');
  }
  if (damaged.length > 0) faults.push(`samples.jsonl: ${numbersOf('line', damaged)} can't be read and left out`);
  const missing = expected - draft.total - damaged.length;
  if (missing > 0) faults.push(`samples.jsonl: ${missing} of ${expected} samples ${missing === 1 ? 'is' : 'are'} missing`);
  return faults;
}

async function* samplesLines(folder: string): AsyncGenerator<readonly SplitLine[]> {
  const handle = await openRegularFile(samplesFile(folder));
  const splitter = new LineSplitter(constants.MAX_STRING_LENGTH);
  for await (const chunk of handle.createReadStream({ highWaterMark: CHUNK_BYTES })) yield splitter.take(chunk as Buffer);
  yield splitter.end();
}

function addLine({ bytes, offset, number }: SplitLine, draft: RunDraft): boolean {
  const text = bytes === null ? undefined : utf8LineText({ bytes, number });
  const sample = text === undefined ? undefined : storedSampleOf(text);
  if (bytes === null || sample === undefined) return false;
  const { input_tokens: inputTokens, output_tokens: outputTokens, latency } = sample.usage ?? {};
  draft.add({
    sample,
    offset,
    length: bytes.length,
    document: null,
    inputTokens: countOrNull(inputTokens),
    outputTokens: countOrNull(outputTokens),
    latency: isScore(latency) ? latency : null,
  });
  return true;
}

/** Somebody may have edited it. */
function countOrNull(value: unknown): number | null {
  return typeof value === 'number' && Number.isSafeInteger(value) ? value : null;
}
