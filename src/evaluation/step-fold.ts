import { aggregate } from './aggregate.ts';
import { type CallsByRole, callValues, RunningCallTotals } from './call-totals.ts';
import type {
  Aggregate,
  ProposalPayload,
  ScoringPayload,
  SearchPart,
  StepPayload,
  StepSummary,
  TrialPayload,
} from './event.ts';
import type { LookScore } from './look-scores.ts';
import { type MetricFigures, MetricFold } from './metric-fold.ts';
import { failureKind, type FailureKind } from './trial.ts';
import { lookOf, type ScoredPlace, TrialIndex, type TrialPlace } from './trial-index.ts';

/** Plain counts, cheap to read at any time. */
export interface Counts {
  readonly trials: number;
  readonly failedTrials: number;
  /** Failed trials, by whose fault it was; in archives that don't say it, they are in none of these. */
  readonly failures: FailureCounts;
  readonly scorings: number;
  /** Scorings without a score. */
  readonly failedScorings: number;
  readonly calls: CallsByRole;
}

export type FailureCounts = Readonly<Record<FailureKind, number>>;

/** What was counted and averaged, of a step or of a whole job. */
export interface Figures extends Counts {
  /** Distinct examples that have a trial; of an optimize job, those of its largest step. */
  readonly examples: number;
  /** Examples of which some trial has a score by some metric. */
  readonly scoredExamples: number;
  /** Every metric that was asked for or that has scored, in this order. */
  readonly metrics: ReadonlyMap<string, MetricFigures>;
  /** The unweighted mean over the metrics' means over examples; `n` counts metrics. */
  readonly overall: Aggregate;
}

/** The figures of one step; a job without steps is one step, with the index 0. */
export interface StepFigures extends Figures {
  readonly stepIndex: number;
  /** Whether its `step` event has come. */
  readonly isFinished: boolean;
  /** Optimize; `null` while it is not known. */
  readonly promptTemplate: string | null;
  /** Of a test on held-out rows: the step whose template it is; `null` for a step of the search. */
  readonly holdoutOf: number | null;
  /** The mean over metrics, of a search that has selection rows over these alone; `null` for a candidate that was refused before it was run on all of them. */
  readonly score: number | null;
  /** The same with every trial that has no score at the worst end, 0: what decides, so that nothing passes by what could not be scored. */
  readonly worstScore: number | null;
  /** As the step event has it. */
  readonly summary: StepSummary;
  /** As `overall.mean`, of what has come so far, and as cheap to read as the counts. */
  readonly runningScore: number | null;
  /** The same step over its training rows alone, where it has selection rows too, or could have; else `null`. */
  readonly training: StepFigures | null;
}

/** Which trial of a step it is, and of which example. */
type Place = Pick<TrialPlace, 'trial' | 'example'>;

/** How a trial came out: a failed one by whose fault it was, `failed` where that is not known. */
type TrialOutcome = 'success' | 'failed' | FailureKind;

/** Counts as events come. Of calls it counts all; of trials and scorings that were made again the last ones. */
export class RunningCounts implements Counts {
  readonly failures: Record<FailureKind, number> = { provider: 0, answer: 0, program: 0 };
  readonly calls = { programs: new RunningCallTotals(), judges: new RunningCallTotals(), proposer: new RunningCallTotals() };
  trials = 0;
  failedTrials = 0;
  scorings = 0;
  failedScorings = 0;

  get values(): Counts {
    const { trials, failedTrials, failures, scorings, failedScorings } = this;
    return {
      trials,
      failedTrials,
      failures: { ...failures },
      scorings,
      failedScorings,
      calls: callValues(this.calls),
    };
  }

  countTrial({ telemetry }: TrialPayload, outcome: TrialOutcome): void {
    this.addOutcome(outcome, 1);
    if (telemetry !== undefined) this.calls.programs.add(telemetry);
  }

  /** `score` is `null` where it gave none. */
  countScoring({ telemetry }: ScoringPayload, score: number | null): void {
    this.addScore(score, 1);
    if (telemetry !== undefined) this.calls.judges.add(telemetry);
  }

  /** Takes back a trial that is made again: what its calls took stays, since it was spent. */
  protected addOutcome(outcome: TrialOutcome, sign: 1 | -1): void {
    this.trials += sign;
    if (outcome === 'success') return;
    this.failedTrials += sign;
    if (outcome !== 'failed') this.failures[outcome] += sign;
  }

  protected addScore(score: number | null, sign: 1 | -1): void {
    this.scorings += sign;
    if (score === null) this.failedScorings += sign;
  }

  countProposal({ telemetry }: ProposalPayload): void {
    if (telemetry !== undefined) this.calls.proposer.add(telemetry);
  }
}

/** Counts and averages the events of one step: a few numbers for each trial while it is under way, and then its means. */
export class StepFold extends RunningCounts implements StepFigures {
  readonly stepIndex: number;
  readonly metrics: Map<string, MetricFold>;
  scoredExamples = 0;
  readonly #isRepeated: boolean;
  #trials: TrialIndex | null;
  #examples = 0;
  /** By trial. */
  #isScored: boolean[] = [];
  /** By example, where one may have several trials. */
  #scoredTrials: number[] = [];
  #outcomes: TrialOutcome[] = [];
  /** By what their rows are for, where rows are to be learned from or chosen by. */
  readonly #parts = new Map<SearchPart, StepFold>();
  #partOf: (StepFold | undefined)[] = [];
  #proposal: ProposalPayload | null = null;
  #end: StepPayload | null = null;

  constructor(stepIndex: number, metrics: readonly string[], repeats: number) {
    super();
    this.stepIndex = stepIndex;
    this.#isRepeated = repeats > 1;
    this.#trials = new TrialIndex(this.#isRepeated);
    this.metrics = new Map(metrics.map((name) => [name, new MetricFold(this.#isRepeated)]));
  }

  /** Returns which trial of the step it is; `undefined` once the step has ended. */
  addTrial(payload: TrialPayload): TrialPlace | undefined {
    const place = this.#trials?.addTrial(payload);
    if (place?.isAgain === true) this.#forget(place);
    const outcome = outcomeOf(payload);
    this.countTrial(payload, outcome);
    if (place !== undefined) {
      this.#outcomes[place.trial] = outcome;
      this.#addToPart(payload, place);
    }
    return place;
  }

  /** Returns which trial it is of; `undefined` where that never came. */
  addScoring(payload: ScoringPayload): ScoredPlace | undefined {
    const metric = this.#metric(payload.metric.name);
    const trial = this.#trials?.trialOf(payload);
    const example = trial === undefined ? undefined : this.#trials?.exampleOf(trial);
    const place = trial === undefined || example === undefined ? undefined : { trial, example };
    const isUnanswered = trial !== undefined && this.#outcomes[trial] === 'provider';
    const score = isUnanswered ? null : scoreOf(payload);
    const before = metric.add(payload.metric, score, place && { ...place, look: lookOf(payload) });
    if (before !== undefined) this.addScore(before, -1);
    this.countScoring(payload, score);
    if (place === undefined) return undefined;
    this.#partOf[place.trial]?.addScoring(payload);
    this.#noteScored(place, score, before);
    return { ...place, score };
  }

  propose(payload: ProposalPayload): void {
    this.countProposal(payload);
    this.#proposal = payload;
  }

  /** Nothing more comes: its means stay, and what they were made of goes. */
  finish(payload: StepPayload): void {
    this.#end = payload;
    this.#examples = this.examples;
    this.#trials = null;
    this.#isScored = [];
    this.#scoredTrials = [];
    this.#outcomes = [];
    this.#partOf = [];
    const { accepted: _accepted, ...ofPart } = payload;
    for (const part of this.#parts.values()) part.finish(ofPart);
    for (const metric of this.metrics.values()) metric.close();
  }

  get isFinished(): boolean {
    return this.#end !== null;
  }

  get examples(): number {
    return this.#trials?.exampleCount ?? this.#examples;
  }

  get promptTemplate(): string | null {
    return (this.#end ?? this.#proposal)?.prompt_template ?? null;
  }

  get holdoutOf(): number | null {
    const of = (this.#proposal ?? this.#end)?.holdout_of;
    return Number.isSafeInteger(of) ? (of ?? null) : null;
  }

  get training(): StepFigures | null {
    return this.#parts.get('training') ?? null;
  }

  get overall(): Aggregate {
    return overallOf(this.metrics.values());
  }

  get score(): number | null {
    if (this.#isRefused) return null;
    return this.#isUnreadable ? (this.#end?.score ?? null) : (this.#judged?.overall.mean ?? null);
  }

  get worstScore(): number | null {
    if (this.#isUnreadable || this.#isRefused) return this.score;
    if (this.#judged !== this) return this.#judged?.worstScore ?? null;
    const means = Array.from(this.metrics.values(), (metric) => worstMean(metric, this.trials));
    return means.length === 0 || this.trials === 0 ? null : aggregate(means).mean;
  }

  get runningScore(): number | null {
    if (this.#judged !== this) return this.#judged?.runningScore ?? null;
    const means = Array.from(this.metrics.values(), ({ runningMean }) => runningMean).filter((mean) => mean !== null);
    return means.length === 0 ? null : means.reduce((sum, mean) => sum + mean, 0) / means.length;
  }

  get summary(): StepSummary {
    if (this.#end !== null && this.#isUnreadable) return this.#end.summary;
    const judged = this.#judged;
    return {
      overall: judged?.overall ?? aggregate([]),
      per_metric: Object.fromEntries(Array.from(judged?.metrics ?? [], ([name, { overExamples }]) => [name, overExamples])),
      failure_rate: rate(this.failedTrials, this.trials),
      scoring_failure_rate: rate(this.failedScorings, this.scorings),
      failed_trials: { ...this.failures },
      ...(this.training === null ? {} : { training: this.training.overall }),
    };
  }

  /** The rows that the score is over: those of the selection where rows have parts, and none before the first of them. */
  get #judged(): StepFold | null {
    return this.#parts.size === 0 ? this : (this.#parts.get('selection') ?? null);
  }

  #addToPart({ part: name, ...payload }: TrialPayload, { trial }: TrialPlace): void {
    if (name !== 'training' && name !== 'selection') return;
    let part = this.#parts.get(name);
    if (part === undefined) {
      part = new StepFold(this.stepIndex, [...this.metrics.keys()], this.#isRepeated ? 2 : 1);
      this.#parts.set(name, part);
    }
    part.addTrial(payload);
    this.#partOf[trial] = part;
  }

  get #isRefused(): boolean {
    return this.#end?.accepted === false;
  }

  /** Of a step whose trials are lost, what its own event says is all that is known. */
  get #isUnreadable(): boolean {
    return this.trials === 0 && this.scorings === 0;
  }

  /** Takes back what was counted of a trial that is made again, and of its scorings. */
  #forget({ trial, example }: TrialPlace): void {
    this.addOutcome(this.#outcomes[trial] ?? 'success', -1);
    for (const metric of this.metrics.values())
      for (const score of metric.forget(trial, example)) this.addScore(score ?? null, -1);
    this.#setScored({ trial, example }, false);
  }

  #noteScored(place: Place, score: number | null, before: LookScore): void {
    if (score !== null) {
      this.#setScored(place, true);
    } else if (typeof before === 'number') {
      this.#setScored(
        place,
        this.metrics.values().some((metric) => metric.hasScored(place.trial)),
      );
    }
  }

  #setScored({ trial, example }: Place, isScored: boolean): void {
    const change = Number(isScored) - Number(this.#isScored[trial] ?? false);
    this.#isScored[trial] = isScored;
    if (change === 0) return;
    if (!this.#isRepeated) {
      this.scoredExamples += change;
      return;
    }
    const before = this.#scoredTrials[example] ?? 0;
    this.#scoredTrials[example] = before + change;
    this.scoredExamples += Number(before + change > 0) - Number(before > 0);
  }

  #metric(name: string): MetricFold {
    let metric = this.metrics.get(name);
    if (metric === undefined) {
      metric = new MetricFold(this.#isRepeated);
      this.metrics.set(name, metric);
    }
    return metric;
  }
}

function outcomeOf({ status, error }: TrialPayload): TrialOutcome {
  if (status !== 'failed') return 'success';
  return (error === undefined ? null : failureKind(error)) ?? 'failed';
}

/** The unweighted mean over the metrics' means over examples. */
export function overallOf(metrics: Iterable<MetricFigures>): Aggregate {
  return aggregate(Iterator.from(metrics).flatMap(({ overExamples: { mean } }) => (mean === null ? [] : [mean])));
}

/** The mean over trials with 0 for those without a score; where all have one, the mean over examples, which it equals. */
function worstMean({ scoredTrials, sumOverTrials, overExamples }: MetricFigures, trials: number): number {
  return scoredTrials >= trials ? (overExamples.mean ?? 0) : sumOverTrials / trials;
}

/** The normalized score; `null` where there is none that can be averaged. */
export function scoreOf({ status, score }: ScoringPayload): number | null {
  return status === 'success' && Number.isFinite(score?.normalized) ? (score?.normalized ?? null) : null;
}

/** A part of a whole; 0 of nothing is 0. */
export function rate(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}
