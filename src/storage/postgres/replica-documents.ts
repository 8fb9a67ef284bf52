import { AssayError } from '../../domain/errors.ts';
import type { Storage } from '../open-storage.ts';
import type { ChangedDocument } from './change-log.ts';
import type { SharedDocuments } from './shared-documents.ts';

/** Labels of a run, under their name. */
export const LABELS = 'labels';

/** A run that was hidden, though what it is made from stays. */
export const HIDDEN = 'hidden';

/** Documents that are looked up at once. */
const AT_ONCE = 200;

interface Parts {
  readonly documents: SharedDocuments;
  readonly local: Storage;
}

/** Puts labels, and which runs are hidden, from the database into a replica. */
export class ReplicaDocuments {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  async apply(changed: readonly ChangedDocument[]): Promise<void> {
    const ours = changed.filter(({ kind }) => kind === LABELS || kind === HIDDEN);
    for (let at = 0; at < ours.length; at += AT_ONCE) {
      const some = ours.slice(at, at + AT_ONCE);
      const found = await this.#parts.documents.all(some);
      const bodies = new Map(found.map(({ kind, owner, name, body }) => [JSON.stringify([kind, owner, name]), body]));
      for (const { kind, owner, name } of some)
        await this.#put(kind, owner, name, bodies.get(JSON.stringify([kind, owner, name])));
    }
  }

  async #put(kind: string, runId: string, name: string, body: string | undefined): Promise<void> {
    const { local } = this.#parts;
    try {
      if (kind === LABELS) await local.labels.place(runId, name, body);
      else if (body !== undefined) await local.runs.delete(runId);
    } catch (error) {
      // They go with their run.
      if (!(error instanceof AssayError && error.code === 'run_not_found')) throw error;
    }
  }
}
