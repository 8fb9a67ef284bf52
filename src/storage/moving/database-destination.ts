import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { EventBatch } from '../../domain/event-batch.ts';
import { JobNotFoundError } from '../../domain/errors.ts';
import { isMissing } from '../../files/error-code.ts';
import { jobFolder } from '../file/job-folder.ts';
import { adoptJob } from '../postgres/adopt-job.ts';
import { HIDDEN, LABELS } from '../postgres/replica-documents.ts';
import { ReplicaImports } from '../postgres/replica-imports.ts';
import type { SharedStorage } from '../postgres/shared-storage.ts';
import { copyComparison } from './moved-comparison.ts';
import { type FolderPlace, labelsOf, type MovedPart } from './moved-part.ts';
import type { Destination } from './storage-move.ts';

/** The database of shared storage, read back by its replica in an empty folder. */
export class DatabaseDestination implements Destination {
  readonly #shared: SharedStorage;

  constructor(shared: SharedStorage) {
    this.#shared = shared;
  }

  async take({ kind, id }: MovedPart, from: FolderPlace): Promise<boolean> {
    const { documents, comparisons } = this.#shared;
    switch (kind) {
      case 'jobs':
        return this.#takeJob(id, from);
      case 'imports':
        return this.#takeImport(id, from);
      case 'hidden runs': {
        const key = { kind: HIDDEN, owner: id, name: '' };
        if ((await documents.find(key)) !== undefined) return false;
        await documents.put(key, id);
        return true;
      }
      case 'labels': {
        const [owner, name] = labelsOf(id);
        if ((await documents.find({ kind: LABELS, owner, name })) !== undefined) return false;
        await documents.put({ kind: LABELS, owner, name }, (await from.storage.labels.text(owner, name)) ?? '');
        return true;
      }
      case 'comparisons':
        return copyComparison(id, from.comparisons, comparisons);
    }
  }

  async readBack(): Promise<FolderPlace> {
    return replicaOf(this.#shared);
  }

  async #takeJob(jobId: string, { projectsRoot, storage }: FolderPlace): Promise<boolean> {
    const job = await storage.jobs.find(jobId);
    if (job === undefined) throw new JobNotFoundError();
    const folder = jobFolder(join(projectsRoot, 'jobs'), jobId);
    const { size } = await stat(folder.events).catch(() => ({ size: 0 }));
    const [manifest, summary] = [await readFile(folder.manifest, 'utf8'), await textOrNull(folder.summary)];
    return adoptJob(this.#shared.database, { job, manifest, summary }, wholeLog(storage.jobs.read(jobId, 0), size));
  }

  async #takeImport(runId: string, { storage, storageDir }: FolderPlace): Promise<boolean> {
    const { database } = this.#shared;
    const text = 'SELECT 1 FROM assay_imports WHERE run_id = $1 AND NOT is_deleted';
    if ((await database.query(text, [runId])).length > 0) return false;
    await new ReplicaImports({ database, local: storage, importsRoot: join(storageDir, 'runs') }).upload([runId]);
    return true;
  }
}

/** What a database has, in the folders of its replica once that is in step. */
export async function replicaOf({ replica, comparisons }: SharedStorage): Promise<FolderPlace> {
  do await replica.catchUp();
  while (!replica.isWhole);
  return { projectsRoot: replica.path, storageDir: join(replica.path, 'storage'), storage: replica.storage, comparisons };
}

/** The events of a log of so many bytes. Throws after them where lines of it can't be read. */
async function* wholeLog(batches: AsyncIterable<EventBatch>, size: number): AsyncGenerator<EventBatch> {
  let bytes = 0;
  for await (const batch of batches) {
    bytes += batch.bytes.byteLength;
    yield batch;
  }
  if (bytes !== size)
    throw new Error('its events.jsonl has lines that can’t be read, or ends within one: it is kept here as it is');
}

async function textOrNull(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}
