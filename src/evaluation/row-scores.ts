import { CompensatedSum } from './aggregate.ts';
import type { EngineEvent, ScoringPayload, TrialPayload } from './event.ts';
import { scoreOf } from './step-fold.ts';
import { exampleIdentity, trialId } from './trial-id.ts';

/** What one row of a step scored. */
export interface RowScore {
  /** Equal rows have the same. */
  readonly id: string;
  /** The mean over metrics of the mean over trials and looks, from 0 to 1; `null` where a metric gave no score. */
  readonly score: number | null;
}

interface OpenRow {
  readonly id: string;
  readonly sums: Map<string, { readonly sum: CompensatedSum; n: number }>;
}

/** Scores of the rows of one step, as its events come. Rows are known by their number. */
export class RowScores {
  readonly #metrics: readonly string[];
  readonly #rows = new Map<number, OpenRow>();

  constructor(metrics: readonly string[]) {
    this.#metrics = metrics;
  }

  see(event: EngineEvent): void {
    if (event.type === 'trial') this.#seeTrial(event.payload);
    if (event.type === 'scoring') this.#seeScoring(event.payload);
  }

  /** `undefined` where the row has no trial. */
  of(row: number): RowScore | undefined {
    const open = this.#rows.get(row);
    return open && { id: open.id, score: this.#scoreOf(open) };
  }

  get rows(): Iterable<number> {
    return this.#rows.keys();
  }

  #seeTrial({ row, example }: TrialPayload): void {
    if (row === undefined) return;
    if (!this.#rows.has(row))
      this.#rows.set(row, { id: trialId(exampleIdentity(example.inputs, example.reference), 0), sums: new Map() });
  }

  #seeScoring(scoring: ScoringPayload): void {
    const sums = scoring.row === undefined ? undefined : this.#rows.get(scoring.row)?.sums;
    const score = scoreOf(scoring);
    if (sums === undefined || score === null) return;
    const { name } = scoring.metric;
    const entry = sums.get(name) ?? { sum: new CompensatedSum(), n: 0 };
    sums.set(name, entry);
    entry.sum.add(score);
    entry.n += 1;
  }

  #scoreOf({ sums }: OpenRow): number | null {
    const means = this.#metrics.flatMap((name) => {
      const entry = sums.get(name);
      return entry === undefined ? [] : [entry.sum.value / entry.n];
    });
    return means.length < this.#metrics.length ? null : means.reduce((sum, mean) => sum + mean, 0) / means.length;
  }
}
