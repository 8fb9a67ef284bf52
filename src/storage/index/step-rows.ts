import type { Job } from '../../domain/job.ts';
import { parseExactly } from '../../evaluation/canonical-json.ts';
import { usageOf } from '../../evaluation/call-totals.ts';
import type { ScoringPayload, TrialPayload } from '../../evaluation/event.ts';
import { failureReason, reasonNumber, recordedFailure } from '../../evaluation/failure-reason.ts';
import type { MetricInfo } from '../../evaluation/scoring.ts';
import { type Failure, failureKind } from '../../evaluation/trial.ts';
import { exampleIdentity, trialId } from '../../evaluation/trial-id.ts';
import { LookScores } from '../../evaluation/look-scores.ts';
import { lookOf, type ScoredPlace, type TrialPlace } from '../../evaluation/trial-index.ts';
import { isScore } from '../../statistics/scored-run.ts';
import { RunRows } from './index-rows.ts';
import type { FailuresTable } from './index-schema.ts';

/** Stands for the metric of what failed in a trial itself. */
const NO_METRIC = -1;

const NO_USAGE = { inputTokens: null, outputTokens: null, latency: null, costUsd: null };

/** A line of a log, without its newline, where it begins, and the number of its event. */
export interface PlacedLine {
  readonly seq: number;
  readonly line: Buffer;
  readonly offset: number;
}

/** The rows of one step of a job, or of a job without steps, made from its events. */
export class StepRows {
  /** Those that wait to be written. */
  readonly rows = new RunRows();
  /** The number of its run in the index; `null` before it was first written. */
  runNo: number | null = null;
  /** The job that its row was last written for. */
  rowJob: Job | null = null;
  /** The same, once it has ended. */
  writtenFor: Job | null = null;
  readonly #isRepeated: boolean;
  readonly #metrics = new Map<string, MetricLooks>();
  readonly #examples: ComparedExample[] = [];

  /** `isRepeated`: whether an example may have more than one trial. */
  constructor(isRepeated: boolean) {
    this.#isRepeated = isRepeated;
  }

  addTrial(payload: TrialPayload, { trial: pos, example, isAgain }: TrialPlace, { seq, line, offset }: PlacedLine): void {
    if (isAgain) this.#forget(pos);
    const { trial_id: id, row = example, replicate, status, telemetry, error } = payload;
    const tags = tagsOf(payload.example);
    const { inputTokens, outputTokens, latency, costUsd } = telemetry === undefined ? NO_USAGE : usageOf(telemetry);
    this.rows.samples.push({
      pos,
      row: numberOf(row) ?? example,
      replicate: numberOf(replicate) ?? 0,
      id: textFrom(id),
      compared_id: this.#isRepeated ? this.#comparedId(payload, pos, example, line) : null,
      is_failed: status === 'failed' ? 1 : 0,
      error_kind: error === undefined ? null : kindOf(error),
      cluster: textOf(payload.example, 'cluster'),
      tags: tags.length === 0 ? null : JSON.stringify(tags),
      input_tokens: numberOf(inputTokens),
      output_tokens: numberOf(outputTokens),
      latency: numberOf(latency),
      cost: numberOf(costUsd),
      seq,
      offset,
      length: line.length,
    });
    for (const tag of tags) this.rows.tags.push({ tag, pos });
    if (status === 'failed') this.#addFailure({ pos, metric_no: NO_METRIC, look: 0, seq }, error);
  }

  addScoring(payload: ScoringPayload, { trial: pos, score: found }: ScoredPlace, { seq, line, offset }: PlacedLine): void {
    const { metric, replicate: look, status, error } = payload;
    const looks = this.#metric(metric);
    const score = isScore(found) ? found : null;
    const { n, mean, m2, failed, hadFailed } = looks.add(pos, lookOf(payload), score);
    if (hadFailed) this.rows.forgetFailure({ pos, metric_no: looks.metricNo, look: numberOf(look) ?? 0 });
    const place = { offset, length: line.length };
    this.rows.scores.push({ metric_no: looks.metricNo, pos, score: n === 0 ? null : mean, n, failed, m2, ...place });
    if (metric.kind === 'llm_judge' || look > 0)
      this.rows.looks.push({ pos, metric_no: looks.metricNo, look: numberOf(look) ?? 0, score, ...place });
    if (status === 'failed') this.#addFailure({ pos, metric_no: looks.metricNo, look: numberOf(look) ?? 0, seq }, error);
  }

  /** A trial that is made again: what came of it before counts no longer. */
  #forget(pos: number): void {
    this.rows.forget(pos);
    for (const metric of this.#metrics.values()) metric.forget(pos);
  }

  #addFailure(place: FailurePlace, error: Failure | undefined): void {
    const failure = recordedFailure(error);
    this.rows.failures.push({ ...place, ...failure, reason: reasonNumber(failureReason(failure).key) });
  }

  /** The id of the example's first replicate; `null` where the trial is that itself. */
  #comparedId(payload: TrialPayload, pos: number, example: number, line: Buffer): string | null {
    const { trial_id: id, replicate } = payload;
    const known = this.#examples[example];
    if (known !== undefined && replicate !== 0) {
      known.positions.push(pos);
      return known.id;
    }
    const comparedId = replicate === 0 ? id : firstReplicateId(line);
    if (known !== undefined && known.id !== comparedId)
      for (const earlier of known.positions) this.rows.comparedIds.push({ pos: earlier, comparedId });
    this.#examples[example] = { id: comparedId, positions: [...(known?.positions ?? []), pos] };
    return replicate === 0 ? null : comparedId;
  }

  #metric(info: MetricInfo): MetricLooks {
    let metric = this.#metrics.get(info.name);
    if (metric === undefined) {
      metric = new MetricLooks(this.#metrics.size);
      this.#metrics.set(info.name, metric);
      this.rows.metrics.push({ metric_no: metric.metricNo, name: info.name, description: info.description, kind: info.kind });
    }
    return metric;
  }
}

type FailurePlace = Pick<FailuresTable, 'pos' | 'metric_no' | 'look' | 'seq'>;

interface ComparedExample {
  readonly id: string;
  /** Of its trials. */
  readonly positions: number[];
}

interface Looks {
  readonly n: number;
  readonly failed: number;
  readonly mean: number;
  /** The sum of squared differences from the mean. */
  readonly m2: number;
}

const NO_LOOKS: Looks = { n: 0, failed: 0, mean: 0, m2: 0 };

/** What the looks at a trial say with a new one among them. */
interface ChangedLooks extends Looks {
  /** Whether the same look failed before. */
  readonly hadFailed: boolean;
}

/** The looks of one metric at the trials of a step, a number for each. */
class MetricLooks {
  readonly metricNo: number;
  readonly #scores = new LookScores();

  constructor(metricNo: number) {
    this.metricNo = metricNo;
  }

  /** Takes a look, with `null` for one that failed; returns all looks at the trial (Welford 1962). */
  add(pos: number, look: number, score: number | null): ChangedLooks {
    const before = this.#scores.set(pos, look, score);
    return { ...this.#scores.of(pos).reduce(withLook, NO_LOOKS), hadFailed: before === null };
  }

  forget(pos: number): void {
    this.#scores.forget(pos);
  }
}

function withLook({ n, failed, mean, m2 }: Looks, score: number | null): Looks {
  if (score === null) return { n, failed: failed + 1, mean, m2 };
  const difference = score - mean;
  const newMean = mean + difference / (n + 1);
  return { n: n + 1, failed, mean: newMean, m2: m2 + difference * (score - newMean) };
}

/** Computed from the text of the line, which has the numbers of the example as they were written. */
function firstReplicateId(line: Buffer): string {
  const { payload } = parseExactly(line.toString('utf8')) as { readonly payload: TrialPayload };
  return trialId(exampleIdentity(payload.example.inputs, payload.example.reference), 0);
}

function kindOf(error: Failure & { readonly kind?: unknown }): string {
  return failureKind(error) ?? (typeof error.kind === 'string' ? error.kind : textFrom(error.type));
}

/** A line that somebody edited may hold anything. */
function numberOf(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}

function textFrom(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value ?? null);
}

function tagsOf(example: unknown): readonly string[] {
  const tags = fieldOf(example, 'tags');
  return Array.isArray(tags) ? [...new Set(tags.filter((tag) => typeof tag === 'string'))] : [];
}

function textOf(example: unknown, name: string): string | null {
  const value = fieldOf(example, name);
  return typeof value === 'string' ? value : null;
}

/** What datasets may have beside inputs and reference. */
function fieldOf(example: unknown, name: string): unknown {
  const isObject = typeof example === 'object' && example !== null && Object.hasOwn(example, name);
  return isObject ? (example as Readonly<Record<string, unknown>>)[name] : undefined;
}
