import { createHash, type Hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Comparison } from '../../domain/comparison.ts';
import type { ComparisonStore } from '../../domain/comparison-store.ts';
import { isSettled } from '../../domain/job.ts';
import { isMissing } from '../../files/error-code.ts';
import { readDocument } from '../../files/durable-file.ts';
import { toDocument } from '../comparisons/comparison-document.ts';
import { jobFolder } from '../file/job-folder.ts';
import { folderName } from '../index/sources/folder-name.ts';
import type { Storage } from '../open-storage.ts';

export const PART_KINDS = ['jobs', 'imports', 'labels', 'hidden runs', 'comparisons'] as const;
export type PartKind = (typeof PART_KINDS)[number];

/** Something that is moved from one storage to another as a whole. */
export interface MovedPart {
  readonly kind: PartKind;
  /** Of labels, the run and their name. */
  readonly id: string;
  /** Hex, of all that it is made of. */
  readonly sha256: string;
}

/** A storage in folders: the files of a projects root, or the replica of a database. */
export interface FolderPlace {
  readonly projectsRoot: string;
  readonly storageDir: string;
  readonly storage: Storage;
  readonly comparisons: ComparisonStore;
}

/** What stays where it is, and why. */
export interface LeftPart {
  readonly kind: PartKind;
  readonly id: string;
  readonly reason: string;
}

export interface Inventory {
  readonly parts: readonly MovedPart[];
  readonly left: readonly LeftPart[];
}

/** All that a storage has, each part with the hash of what it is made of. */
export async function inventoryOf(place: FolderPlace): Promise<Inventory> {
  const parts: MovedPart[] = [];
  const left: LeftPart[] = [];
  const { storage } = place;
  for (const { id, status } of (await storage.jobs.list()).jobs) {
    if (isSettled(status)) parts.push({ kind: 'jobs', id, sha256: await jobHash(place, id) });
    else left.push({ kind: 'jobs', id, reason: `it is ${status}: let it end, or cancel it` });
  }
  for (const { source, runId } of (await storage.runs.list()).runs) {
    if (source === 'import') parts.push({ kind: 'imports', id: runId, sha256: await importHash(place, runId) });
    for (const { name } of await storage.labels.list(runId)) {
      const id = labelsId(runId, name);
      if (source === 'themis') left.push({ kind: 'labels', id, reason: 'Themis wrote their run: import that first' });
      else parts.push({ kind: 'labels', id, sha256: hashOf(await storage.labels.text(runId, name)) });
    }
  }
  for (const id of await hiddenRuns(place)) parts.push({ kind: 'hidden runs', id, sha256: hashOf(id) });
  for (const comparison of (await place.comparisons.list()).comparisons) {
    const { id, ended } = comparison;
    if (ended === null) left.push({ kind: 'comparisons', id, reason: 'it goes on: let its runs end' });
    else parts.push({ kind: 'comparisons', id, sha256: await comparisonHash(place, comparison) });
  }
  return { parts, left };
}

export function labelsId(runId: string, name: string): string {
  return JSON.stringify([runId, name]);
}

export function labelsOf(id: string): readonly [runId: string, name: string] {
  return JSON.parse(id) as [string, string];
}

/** The files of a job, apart from labels and from what the index and leases leave beside them. */
async function jobHash({ projectsRoot }: FolderPlace, jobId: string): Promise<string> {
  const { manifest, summary, events } = jobFolder(join(projectsRoot, 'jobs'), jobId);
  const hash = createHash('sha256');
  for (const path of [manifest, summary, events]) await addFile(hash, path);
  return hash.digest('hex');
}

async function importHash({ storageDir }: FolderPlace, runId: string): Promise<string> {
  const folder = join(storageDir, 'runs', folderName(runId));
  const entries = await readdir(folder, { withFileTypes: true });
  const hash = createHash('sha256');
  for (const { name } of entries.filter((entry) => entry.isFile()).sort((a, b) => (a.name < b.name ? -1 : 1))) {
    hash.update(`${name}\0`);
    await addFile(hash, join(folder, name));
  }
  return hash.digest('hex');
}

async function comparisonHash({ comparisons }: FolderPlace, comparison: Comparison): Promise<string> {
  const { id } = comparison;
  const hash = createHash('sha256');
  hash.update(JSON.stringify([toDocument(comparison), await comparisons.setup(id), await comparisons.kept(id)]));
  for await (const { bytes } of comparisons.readStates(id, 0)) hash.update(bytes);
  return hash.digest('hex');
}

/** Steps that were deleted while their job stays. */
async function hiddenRuns({ storageDir }: FolderPlace): Promise<readonly string[]> {
  const folder = join(storageDir, '.hidden');
  const names = await readdir(folder).catch((error: unknown) => {
    if (isMissing(error)) return [];
    throw error;
  });
  const documents = await Promise.all(
    names.filter((name) => name.endsWith('.json')).map((name) => readDocument(join(folder, name)).catch(() => undefined)),
  );
  // Those with a stamp are runs of Themis.
  const ids = documents.flatMap((document) => {
    const { run_id: id, stamp } = (document ?? {}) as { readonly run_id?: unknown; readonly stamp?: unknown };
    return typeof id === 'string' && stamp === '' ? [id] : [];
  });
  return ids.toSorted();
}

function hashOf(text: string | undefined): string {
  return createHash('sha256')
    .update(text ?? '')
    .digest('hex');
}

/** A file that is not there adds other than an empty one. */
async function addFile(hash: Hash, path: string): Promise<void> {
  try {
    hash.update('file\0');
    for await (const bytes of createReadStream(path)) hash.update(bytes as Buffer);
  } catch (error) {
    if (!isMissing(error)) throw error;
    hash.update('none\0');
  }
}
