import type { AgreementOptions } from '../statistics/agreement.ts';
import type { PackedRuns } from './packed-runs.ts';

/** A rater in the words of the wire. */
export interface NamedRater {
  readonly run_id: string;
  readonly run_name: string;
  readonly metric: string | null;
  readonly labels: string | null;
  readonly look: number | null;
}

/** What a worker thread needs to hold raters against each other. */
export interface AgreementTask {
  readonly runs: PackedRuns;
  /** For each rater its run, and the name of its column there. */
  readonly raters: readonly { readonly run: number; readonly column: string; readonly name: NamedRater }[];
  readonly options: AgreementOptions;
}
