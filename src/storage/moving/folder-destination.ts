import { randomUUID } from 'node:crypto';
import { cp, mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileState } from '../../files/file-state.ts';
import { makeFolder } from '../../files/make-folder.ts';
import { PRIVATE_FOLDER } from '../../files/private-mode.ts';
import { folderName } from '../index/sources/folder-name.ts';
import { moveJob } from './moved-job.ts';
import { copyComparison } from './moved-comparison.ts';
import { type FolderPlace, labelsOf, type MovedPart } from './moved-part.ts';
import type { Destination } from './storage-move.ts';

/** Folders of a projects root and a storage folder. */
export class FolderDestination implements Destination {
  readonly #place: FolderPlace;

  constructor(place: FolderPlace) {
    this.#place = place;
  }

  async take({ kind, id }: MovedPart, from: FolderPlace): Promise<boolean> {
    const { storageDir, storage, comparisons } = this.#place;
    switch (kind) {
      case 'jobs':
        return moveJob(id, from, storage.jobs);
      case 'imports': {
        const name = folderName(id);
        return copyFolder(join(from.storageDir, 'runs', name), join(storageDir, 'runs'), name);
      }
      case 'hidden runs': {
        if ((await storage.runs.find(id)) === undefined) return false;
        await storage.runs.delete(id);
        return true;
      }
      case 'labels': {
        const [runId, name] = labelsOf(id);
        if ((await storage.labels.text(runId, name)) !== undefined) return false;
        await storage.labels.place(runId, name, await from.storage.labels.text(runId, name));
        return true;
      }
      case 'comparisons':
        return copyComparison(id, from.comparisons, comparisons);
    }
  }

  readBack(): Promise<FolderPlace> {
    return Promise.resolve(this.#place);
  }
}

/** Copies the files of a folder, without those that are a replica's own, to be there at once and as a whole; `false` where one of its name is there. */
async function copyFolder(from: string, parent: string, name: string): Promise<boolean> {
  const to = join(parent, name);
  if ((await fileState(to).catch(() => undefined)) !== undefined) return false;
  await makeFolder(parent);
  const draft = join(parent, `.new-${randomUUID()}`);
  await mkdir(draft, { mode: PRIVATE_FOLDER });
  try {
    for (const entry of await readdir(from, { withFileTypes: true }))
      if (entry.isFile() && !entry.name.startsWith('.')) await cp(join(from, entry.name), join(draft, entry.name));
    await rename(draft, to);
    return true;
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    throw error;
  }
}
