import type { HumanLabels } from '../statistics/human-labels.ts';
import type { IdTally, RepeatedScores, ScoredRun } from '../statistics/scored-run.ts';
import { textList } from './text-list.ts';

/** The scores of a run as they travel between threads: texts are bytes (see `textList`), so that a thread which only hands them on makes no strings of them. */
export interface ScoredColumns {
  readonly runId: string;
  /** Ids, and scores by each metric. */
  readonly size: number;
  /** Of the ids: the same for the same ones. */
  readonly digest: string;
  readonly ids: Uint8Array;
  /** The number of each id's row in the dataset; `null` where there is none, or where the other runs' rows are those of another dataset. */
  readonly datasetRows: Int32Array | null;
  readonly metrics: ReadonlyMap<string, Float64Array>;
  /** `null` where no sample has a cluster. */
  readonly clusters: Uint8Array | null;
  readonly invalid: ReadonlyMap<string, IdTally>;
  readonly duplicates: IdTally;
  /** Of the metrics by which some sample has more than one score, which were averaged. */
  readonly repeats: ReadonlyMap<string, RepeatedScores>;
  /** Where they were asked for. */
  readonly humanLabels?: HumanLabels;
}

/** The run, ready to be compared. `ids` are its ids, where they were read before. */
export function scoredRun(columns: ScoredColumns, ids: readonly string[] = textList<string>(columns.ids)): ScoredRun {
  const { runId, datasetRows, metrics, clusters, invalid, duplicates, repeats, humanLabels } = columns;
  return {
    runId,
    ids,
    ...(datasetRows && { datasetRows }),
    metrics,
    ...(clusters && { clusters: textList<string | null>(clusters) }),
    invalid,
    duplicates,
    repeats,
    ...(humanLabels && { humanLabels }),
  };
}
