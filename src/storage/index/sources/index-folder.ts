import { isMissing } from '../../../files/error-code.ts';
import { type IndexDatabase, indexFaultOf } from '../index-database.ts';
import type { FolderOutcome } from './folder-task.ts';
import type { ForeignRun, RunPlace } from './foreign-run.ts';
import { type FolderPlace, inTurn, listedRun, RunDraft, type SettleNames, unlist } from './run-draft.ts';

/** How a source reads the folder of one run. */
export interface FolderReader<Head> {
  /** The state of its files; `undefined` where it is no run. */
  stamp(): Promise<string | undefined>;
  /** What the run says about itself. Throws where that can't be read: then the run is left out. */
  read(): Promise<Head>;
  /** Adds its samples to a draft. */
  fill(head: Head, draft: RunDraft, stamp: string): Promise<FilledRun>;
  /** Whether what is listed is right as long as its files stay. */
  isCurrent?(listed: { readonly digest: string }): boolean;
  /** Called after each change of what is listed, in its transaction. */
  readonly settle?: SettleNames;
}

export interface FilledRun {
  readonly run: ForeignRun;
  /** What of it can't be read, in sentences. */
  readonly faults: readonly string[];
  readonly place: RunPlace;
}

/** Brings the index in step with the folder of one run, unless it is. */
export async function indexFolder<Head>(
  database: IndexDatabase,
  task: FolderPlace,
  reader: FolderReader<Head>,
): Promise<FolderOutcome> {
  let stamp = '';
  try {
    stamp = (await reader.stamp()) ?? '';
    if (stamp === '') return await leftOut(database, task, reader, { stamp, state: 'gone', faults: [] });
    const listed = listedRun(database, task);
    if (listed?.stamp === stamp && reader.isCurrent?.(listed) !== false)
      return { stamp, state: 'listed', faults: [], isInProgress: listed.status === 'in_progress' };
    return await indexed(database, task, reader, stamp);
  } catch (error) {
    if (indexFaultOf(error) !== undefined) throw error;
    const state = isMissing(error) ? 'gone' : 'left_out';
    return leftOut(database, task, reader, { stamp, state, faults: state === 'gone' ? [] : [messageOf(error)] });
  }
}

async function indexed<Head>(
  database: IndexDatabase,
  task: FolderPlace,
  reader: FolderReader<Head>,
  stamp: string,
): Promise<FolderOutcome> {
  const head = await reader.read();
  const draft = new RunDraft(database, task);
  try {
    const { run, faults, place } = await reader.fill(head, draft, stamp);
    const metadata = faults.length === 0 ? run.metadata : { ...run.metadata, faults };
    draft.publish({ ...run, metadata }, place, reader.settle);
    return { stamp, state: 'listed', faults, isInProgress: run.status === 'in_progress' };
  } catch (error) {
    draft.discard();
    throw error;
  }
}

async function leftOut<Head>(
  database: IndexDatabase,
  task: FolderPlace,
  reader: FolderReader<Head>,
  outcome: Omit<FolderOutcome, 'isInProgress'>,
): Promise<FolderOutcome> {
  inTurn(database, () => {
    const listed = unlist(database, task);
    if (listed !== undefined) reader.settle?.(database, [listed.name]);
  });
  return { ...outcome, isInProgress: false };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
