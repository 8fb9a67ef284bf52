import { join } from 'node:path';
import { HIDDEN, LABELS } from '../postgres/replica-documents.ts';
import { ReplicaImports } from '../postgres/replica-imports.ts';
import type { SharedStorage } from '../postgres/shared-storage.ts';
import { moveJob } from './moved-job.ts';
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
        return moveJob(id, from, this.#shared.jobs);
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
