import { parentPort } from 'node:worker_threads';
import { situationAt } from './all-situations.ts';
import { decidedRow } from './decided-row.ts';

/** Which situation to simulate, how many draws one of cost 1 gets, and their seed. */
export interface RowTask {
  readonly at: number;
  readonly draws: number;
  readonly seed: number;
}

parentPort?.on('message', ({ at, draws, seed }: RowTask) => {
  void decidedRow(situationAt(at), draws, seed).then(({ situation: _, ...row }) => parentPort?.postMessage({ at, row }));
});
