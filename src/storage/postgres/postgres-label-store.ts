import { LabelsNotFoundError } from '../../domain/errors.ts';
import type { KeptLabels, LabelSet, LabelStore, LabelSummary, NewLabels } from '../../domain/label-store.ts';
import type { RunStore } from '../../domain/run-store.ts';
import type { FileLabelStore } from '../labels/file-label-store.ts';
import { LABELS } from './replica-documents.ts';
import type { SharedDocuments } from './shared-documents.ts';

export interface LabelStoreParts {
  /** The runs, which it is enough to ask for to have the replica in step. */
  readonly runs: RunStore;
  readonly local: FileLabelStore;
  readonly documents: SharedDocuments;
}

/** People's labels in shared storage: a set is the text that its file has, and is read from the replica of this process. */
export class PostgresLabelStore implements LabelStore {
  readonly #parts: LabelStoreParts;

  constructor(parts: LabelStoreParts) {
    this.#parts = parts;
  }

  async list(runId: string): Promise<readonly LabelSummary[]> {
    const { runs, local } = this.#parts;
    await runs.find(runId);
    return local.list(runId);
  }

  async find(runId: string, name: string): Promise<LabelSet> {
    const { runs, local } = this.#parts;
    await runs.find(runId);
    return local.find(runId, name);
  }

  async put(runId: string, name: string, labels: NewLabels): Promise<KeptLabels> {
    const { runs, local, documents } = this.#parts;
    await runs.find(runId);
    const before = await local.text(runId, name);
    const kept = await local.put(runId, name, labels);
    try {
      await documents.put({ kind: LABELS, owner: runId, name }, (await local.text(runId, name)) ?? '');
    } catch (error) {
      // What the database has not, nobody has.
      await local.place(runId, name, before);
      throw error;
    }
    return kept;
  }

  async delete(runId: string, name: string): Promise<void> {
    const { runs, local, documents } = this.#parts;
    await runs.find(runId);
    // Throws for a run that is not there.
    await local.text(runId, name);
    if (!(await documents.delete({ kind: LABELS, owner: runId, name }))) throw new LabelsNotFoundError(runId, name);
    await local.place(runId, name, undefined);
  }
}
