import { dirname } from 'node:path';
import type { Clock } from '../../domain/clock.ts';
import { LabelsNotFoundError, RunNotFoundError, UnusableRequestError } from '../../domain/errors.ts';
import type { KeptLabels, LabelSet, LabelStore, LabelSummary, NewLabels } from '../../domain/label-store.ts';
import { isMissing } from '../../files/error-code.ts';
import { makeFolder } from '../../files/make-folder.ts';
import type { IndexedRunStore } from '../index/indexed-run-store.ts';
import { labelText, placeLabelText, readLabels, readLabelSummaries, removeLabels, writeLabels } from './label-file.ts';
import { isBesideItsRun, labelFolder, type LabelRoots } from './label-folder.ts';

export interface LabelStoreOptions extends LabelRoots {
  readonly runs: IndexedRunStore;
  readonly clock: Clock;
  /** Told in a sentence what is damaged. */
  readonly onFault: (message: string) => void;
}

/**
 * Labels in files beside their runs, which are the truth: the index has nothing of them, so that whatever another process wrote is there at
 * the next look.
 */
export class FileLabelStore implements LabelStore {
  readonly #options: LabelStoreOptions;

  constructor(options: LabelStoreOptions) {
    this.#options = options;
  }

  async list(runId: string): Promise<readonly LabelSummary[]> {
    return readLabelSummaries(await this.#folder(runId), this.#options.onFault);
  }

  async find(runId: string, name: string): Promise<LabelSet> {
    const folder = await this.#folder(runId);
    const found = await readLabels(folder, name).catch((error: unknown) => {
      throw unreadable(runId, name, error);
    });
    if (found === undefined) throw new LabelsNotFoundError(runId, name);
    return found;
  }

  async put(runId: string, name: string, { description, labels: given }: NewLabels): Promise<KeptLabels> {
    const { runs, clock } = this.#options;
    const row = await runs.row(runId);
    const folder = labelFolder(row, this.#options);
    const labels = await runs.labelled(runId, given);
    const mean = labels.reduce((sum, { value }) => sum + value / labels.length, 0);
    const summary = { name, description, createdAt: clock.now(), count: labels.length, mean };
    try {
      if (!isBesideItsRun(row)) await makeFolder(dirname(folder));
      return { summary, isNew: await writeLabels(folder, { ...summary, labels }) };
    } catch (error) {
      throw isMissing(error) ? new RunNotFoundError(runId) : error;
    }
  }

  async delete(runId: string, name: string): Promise<void> {
    if (!(await removeLabels(await this.#folder(runId), name))) throw new LabelsNotFoundError(runId, name);
  }

  /** The text that a set of labels is kept as; `undefined` where there is none. */
  async text(runId: string, name: string): Promise<string | undefined> {
    return labelText(await this.#folder(runId), name);
  }

  /** Keeps a set of labels as such a text, or removes it. */
  async place(runId: string, name: string, text: string | undefined): Promise<void> {
    const row = await this.#options.runs.row(runId);
    const folder = labelFolder(row, this.#options);
    if (text === undefined) {
      await removeLabels(folder, name).catch(() => false);
      return;
    }
    if (!isBesideItsRun(row)) await makeFolder(dirname(folder));
    await placeLabelText(folder, name, text);
  }

  async #folder(runId: string): Promise<string> {
    return labelFolder(await this.#options.runs.row(runId), this.#options);
  }
}

function unreadable(runId: string, name: string, error: unknown): UnusableRequestError {
  const what = `The labels ${JSON.stringify(name)} of run ${JSON.stringify(runId)} can't be read`;
  const reason = error instanceof Error ? error.message : String(error);
  return new UnusableRequestError(`${what} (${reason}): put them again, or delete them.`, { cause: error });
}
