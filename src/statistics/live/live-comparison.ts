import type { Interval } from '../interval.ts';
import { InvalidComparisonError } from '../invalid-comparison.ts';
import type { KeptSequence } from './live-sequence.ts';
import { checkSetup, type FinishedRun, type LiveSetup } from './live-setup.ts';
import { type JudgedFinding, type LiveVerdict, liveVerdicts, verdictOfFact } from './live-verdicts.ts';
import { type KeptSide, type SideScores, sideScores } from './side-scores.ts';
import { type ControlRun, type MetricFinding, type WatchedMetric, watchedMetric } from './watched-metric.ts';
import type { Side } from './wealth.ts';

/** What came of one trial. One that failed and will be tried again is none yet: its row goes on waiting. */
export type TrialOutcome =
  | { readonly kind: 'scored'; readonly scores: Readonly<Record<string, number | null>> }
  /** For good: the worst score in every metric. */
  | { readonly kind: 'failed' };

export interface LiveMetricState {
  readonly metric: string;
  /** Candidate less baseline in metric units: the best estimate, within the interval; null before the first sample. */
  readonly delta: number | null;
  readonly interval: Interval;
  /** Valid at every look, never increasing; and after Holm's correction over the family. */
  readonly p: number;
  readonly correctedP: number;
  /** ln of the e-value of "no difference" now; null is infinite. */
  readonly logE: number | null;
  /** Who is better so far, `a` being the candidate; equal evidence for both counts as `b`. */
  readonly ahead: Side;
  readonly control: readonly ControlRun[];
  readonly verdict: LiveVerdict;
  /** Whether all rows are scored, so that delta, interval and verdict are the case and not inferred. */
  readonly isFact: boolean;
}

export interface LiveState {
  readonly n: number;
  readonly of: number;
  readonly metrics: readonly LiveMetricState[];
  readonly isDecided: boolean;
  /** Why no sample follows; null while one may. */
  readonly ended: 'complete' | 'max-samples' | null;
}

/** As plain JSON: with the setup, all that a comparison needs to go on as if it had not been interrupted. */
export interface KeptComparison {
  readonly candidate: KeptSide;
  readonly baseline: KeptSide;
  /** How many samples had been taken when the baseline ended; null while it is running. */
  readonly baselineEndedAt: number | null;
  readonly metrics: readonly KeptSequence[];
}

/**
 * Two runs over the same rows, compared while they run, valid at every look (statistics.md §14). Trials are reported in any order, and again where a log is read again; what counts
 * is the contiguous prefix of the order that was fixed beforehand, never the order of completion.
 */
export class LiveComparison {
  readonly #setup: LiveSetup;
  readonly #positions: ReadonlyMap<string, number>;
  readonly #candidate: SideScores;
  readonly #baseline: SideScores;
  readonly #metrics: readonly WatchedMetric[];
  #baselineEndedAt: number | null = null;
  #count: number;
  #findings: readonly MetricFinding[] | null = null;

  /** Throws InvalidComparisonError for a setup that can't be compared. */
  constructor(setup: LiveSetup, kept: KeptComparison | null = null) {
    checkSetup(setup);
    this.#setup = setup;
    this.#positions = new Map(setup.order.map((row, position) => [row, position]));
    const finished = setup.finished.find(({ runId }) => runId === setup.runIds[1]);
    const shape = { rows: setup.order.length, metrics: setup.metrics.length };
    this.#candidate = sideScores({ ...shape, replicates: setup.replicates[0] }, kept?.candidate ?? null);
    this.#baseline = sideScores({ ...shape, replicates: finished ? 1 : setup.replicates[1] }, kept?.baseline ?? null);
    this.#metrics = setup.metrics.map((_, m) => {
      const columns = { candidate: this.#candidate.columns[m]!, baseline: this.#baseline.columns[m]! };
      return watchedMetric(setup, m, columns, kept?.metrics[m] ?? null);
    });
    this.#count = kept?.metrics[0]?.count ?? 0;
    if (finished) this.#takeBaseline(finished);
    const endedAt = finished ? 0 : (kept?.baselineEndedAt ?? null);
    if (endedAt !== null) this.#useControl(endedAt);
  }

  /** Takes note of a trial. What is known of it already stays; rows that the order does not have are no part of the comparison. */
  report(run: 'candidate' | 'baseline', row: string, replicate: number, outcome: TrialOutcome): void {
    const position = this.#positions.get(row);
    if (position === undefined) return;
    const scores = outcome.kind === 'scored' ? outcome.scores : {};
    const units = this.#metrics.map(({ name, scale }) => scale.unitOf(scores[name]));
    (run === 'candidate' ? this.#candidate : this.#baseline).take(position, replicate, units);
  }

  /** Whether the next sample's row was reported of this run, all its replicates. */
  hasNext(run: 'candidate' | 'baseline'): boolean {
    return (run === 'candidate' ? this.#candidate : this.#baseline).has(this.#count);
  }

  /** Whether a sample can be taken at once. */
  canAdvance(): boolean {
    return this.#ended() === null && this.#candidate.has(this.#count) && this.#baseline.has(this.#count);
  }

  /** Whether every row was reported of the baseline. */
  isBaselineWhole(): boolean {
    return this.#lackingRow() === undefined;
  }

  /** The baseline has ended: from the next sample on it is a control. Throws where a row of it was not reported. */
  endBaseline(): void {
    if (this.#baselineEndedAt !== null) return;
    const lacking = this.#lackingRow();
    if (lacking !== undefined) throw new InvalidComparisonError(`The baseline has no outcome for row ${lacking}.`);
    this.#useControl(this.#count);
  }

  /** Takes the next sample of the order; null where it has to wait for one of the runs, or none follows. */
  advance(): LiveState | null {
    if (!this.canAdvance()) return null;
    for (const metric of this.#metrics) metric.step();
    this.#count += 1;
    this.#findings = null;
    return this.state();
  }

  state(): LiveState {
    const ended = this.#ended();
    const isFact = ended === 'complete' && this.#setup.population === 'dataset';
    const findings = this.findings();
    const judged = liveVerdicts(findings, this.#setup.alpha);
    const metrics = this.#metrics.map((metric, m) => stateOf(metric, findings[m]!, judged[m]!, isFact));
    const isDecided = metrics.every(({ verdict }) => verdict !== 'inconclusive');
    return { n: this.#count, of: this.#last(), metrics, isDecided, ended };
  }

  /** What liveVerdicts needs of each metric, also of several comparisons whose verdicts share α. */
  findings(): readonly MetricFinding[] {
    const isTested = this.#setup.isFinalTestPlanned && this.#ended() !== null;
    this.#findings ??= this.#metrics.map((metric) => (isTested ? metric.tested() : metric.finding()));
    return this.#findings;
  }

  kept(): KeptComparison {
    return {
      candidate: this.#candidate.kept(),
      baseline: this.#baseline.kept(),
      baselineEndedAt: this.#baselineEndedAt,
      metrics: this.#metrics.map((metric) => metric.kept()),
    };
  }

  #lackingRow(): string | undefined {
    return this.#setup.order.find((_, position) => !this.#baseline.has(position));
  }

  /** The scores of its rows, each the mean of its replicates. */
  #takeBaseline({ scores }: FinishedRun): void {
    this.#setup.order.forEach((_, position) => {
      const units = this.#metrics.map(({ name, scale }) => scale.unitOf(scores[name]?.[position]));
      this.#baseline.take(position, 0, units);
    });
  }

  #useControl(at: number): void {
    this.#baselineEndedAt = at;
    for (const metric of this.#metrics) metric.useControl();
  }

  #last(): number {
    return Math.min(this.#setup.order.length, this.#setup.maxSamples ?? Infinity);
  }

  #ended(): LiveState['ended'] {
    if (this.#count < this.#last()) return null;
    return this.#count === this.#setup.order.length ? 'complete' : 'max-samples';
  }
}

function stateOf(metric: WatchedMetric, found: MetricFinding, judged: JudgedFinding, isFact: boolean): LiveMetricState {
  const { scale, name } = metric;
  const { delta, p, logE, ahead } = found;
  const fact =
    isFact && delta !== null ? { interval: [delta, delta] as const, verdict: verdictOfFact(delta, found.margin) } : null;
  return {
    metric: name,
    delta: delta === null ? null : scale.differenceOf(delta),
    interval: scale.intervalOf(fact?.interval ?? found.interval),
    p,
    correctedP: judged.correctedP,
    logE: Number.isFinite(logE) ? logE : null,
    ahead,
    control: metric.controls(),
    verdict: fact?.verdict ?? judged.verdict,
    isFact: fact !== null,
  };
}
