import { hash } from 'node:crypto';
import { mkdir, readdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import type { HumanLabel, LabelSet, LabelSummary } from '../../domain/label-store.ts';
import { jsonText } from '../../evaluation/json-text.ts';
import { DurableFile, removeStaleDrafts, replaceFile, syncFolder } from '../../files/durable-file.ts';
import { PRIVATE_FOLDER } from '../../files/private-mode.ts';
import { errorCode, isMissing } from '../../files/error-code.ts';
import { openRegularFile } from '../../files/regular-file.ts';
import { readUtf8File } from '../../files/utf8-text.ts';
import { checked } from '../index/sources/fault-text.ts';
import { folderName } from '../index/sources/folder-name.ts';

const ENDING = '.jsonl';

/** More than the longest first line has. */
const HEADER_BYTES = 64 * 1024;

const LINES_AT_ONCE = 1_000;

const headerSchema = z.object({
  version: z.literal(1),
  name: z.string(),
  description: z.string().nullable(),
  created_at: z.string(),
  count: z.int().positive(),
  mean: z.number(),
  digest: z.string(),
});

/** What the files of a folder say that they are, ascending by name; of those that can't be read, `onFault` gets a sentence. */
export async function readLabelSummaries(folder: string, onFault: (message: string) => void): Promise<LabelSummary[]> {
  const found: LabelSummary[] = [];
  for (const file of await filesOf(folder)) {
    const path = join(folder, file);
    try {
      const { digest: _digest, ...summary } = headerOf(await firstLine(path));
      if (labelFile(folder, summary.name) === path) found.push(summary);
      else onFault(`${path} has labels of another name; it is left out`);
    } catch (error) {
      if (!isMissing(error)) onFault(`${path} can't be read as labels: ${String(error)}`);
    }
  }
  return found.sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** The file of a set of labels: a line that says what it is, then a line for each label. */
function labelFile(folder: string, name: string): string {
  return join(folder, `${folderName(name)}${ENDING}`);
}

async function filesOf(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder)).filter((file) => file.endsWith(ENDING));
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}

async function firstLine(path: string): Promise<string> {
  const handle = await openRegularFile(path);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(HEADER_BYTES), 0, HEADER_BYTES, 0);
    const read = buffer.subarray(0, bytesRead);
    const end = read.indexOf('\n');
    return read.toString('utf8', 0, end < 0 ? bytesRead : end);
  } finally {
    await handle.close();
  }
}

type Header = LabelSummary & { readonly digest: string };

function headerOf(line: string): Header {
  const { name, description, created_at: createdAt, count, mean, digest } = checked(headerSchema, JSON.parse(line), 'line 1');
  return { name, description, createdAt, count, mean, digest };
}

/** The labels of a file; `undefined` where there is none. Throws where it can't be read, or is not as it was written. */
export async function readLabels(folder: string, name: string): Promise<LabelSet | undefined> {
  const file = labelFile(folder, name);
  try {
    const text = await readUtf8File(file);
    const end = text.indexOf('\n');
    const { digest, ...summary } = headerOf(text.slice(0, end));
    const lines = text.slice(end + 1);
    if (summary.name !== name || hash('sha256', lines) !== digest) throw new Error('the file is damaged');
    return { ...summary, labels: lines.trimEnd().split('\n').map(labelOf) };
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

/** Lines that carry their digest are as they were written. */
function labelOf(line: string): HumanLabel {
  const { sample_id: sampleId, row, replicate, value, note } = JSON.parse(line) as ReturnType<typeof wireLabel>;
  return { sampleId, row, replicate, value, note };
}

function wireLabel({ sampleId, row, replicate, value, note }: HumanLabel) {
  return { sample_id: sampleId, row, replicate, value, note };
}

/**
 * Writes labels, durably and as a whole, in place of those of the same name. Returns whether there were none. The folder is made where
 * it is missing, the one above it is not: `ENOENT` says that it is gone.
 */
export async function writeLabels(folder: string, { labels, ...summary }: LabelSet): Promise<boolean> {
  await makeFolder(folder);
  await removeStaleDrafts(folder);
  const path = labelFile(folder, summary.name);
  const isNew = !(await filesOf(folder)).includes(path.slice(folder.length + 1));
  const lines = labels.map((label) => `${jsonText(wireLabel(label))}\n`);
  const { name, description, createdAt, count, mean } = summary;
  const digest = hash('sha256', lines.join(''));
  const header = { version: 1, name, description, created_at: createdAt, count, mean, digest } satisfies z.input<
    typeof headerSchema
  >;
  const file = await DurableFile.beside(path);
  try {
    await file.append(`${jsonText(header)}\n`, 1);
    for (let at = 0; at < lines.length; at += LINES_AT_ONCE) {
      const some = lines.slice(at, at + LINES_AT_ONCE);
      await file.append(some.join(''), some.length);
    }
    await file.complete();
    await file.place();
  } finally {
    await file.discard();
  }
  return isNew;
}

async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { mode: PRIVATE_FOLDER });
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return;
    throw error;
  }
  await syncFolder(dirname(folder));
}

/** The text of a file of labels; `undefined` where there is none. */
export async function labelText(folder: string, name: string): Promise<string | undefined> {
  return readUtf8File(labelFile(folder, name)).catch((error: unknown) => {
    if (isMissing(error)) return undefined;
    throw error;
  });
}

/** Puts labels in their place as the text of such a file. */
export async function placeLabelText(folder: string, name: string, text: string): Promise<void> {
  await makeFolder(folder);
  await replaceFile(labelFile(folder, name), text);
}

/** Removes labels. Returns whether there were any. */
export async function removeLabels(folder: string, name: string): Promise<boolean> {
  try {
    await rm(labelFile(folder, name));
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
  await syncFolder(folder);
  return true;
}
