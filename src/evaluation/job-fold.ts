import { aggregate } from './aggregate.ts';
import { type CallsByRole, type CallTotals, callValues, RunningCallTotals } from './call-totals.ts';
import type {
  EngineEvent,
  ErrorPayload,
  EventType,
  ProposalPayload,
  ScoringPayload,
  StepPayload,
  TrialPayload,
} from './event.ts';
import { type CountedReason, FailureTally } from './failure-tally.ts';
import { MetricFold } from './metric-fold.ts';
import { type Counts, type FailureCounts, type Figures, overallOf, rate, type StepFigures, StepFold } from './step-fold.ts';
import type { CallTotalsPayload, SearchEnd, StepOutcome, Summary } from './summary.ts';
import type { ScoredPlace, TrialPlace } from './trial-index.ts';

/** An event, as far as a fold looks at it. */
export interface FoldedEvent {
  readonly step_index: number;
  readonly type: EventType;
  readonly payload: EngineEvent['payload'];
}

/** What a fold has to know of a job before its first event. */
export interface FoldedJob {
  readonly kind: 'run' | 'evaluate' | 'optimize';
  /** By name. A metric that is not among them is added when its first scoring comes. */
  readonly metrics: readonly string[];
  /** Trials an example; default 1. */
  readonly repeats?: number;
}

/** What a job was to do. `null` where it was not recorded: then it can't be missed. */
export interface FoldedPlan {
  /** Trials of one step. */
  readonly plannedTrials: number | null;
  /** Scorings of one step. */
  readonly plannedScorings: number | null;
  /** Optimize: candidates beyond the baseline. */
  readonly steps?: number;
  /** Optimize: how candidates are found; absent for the one that ends after its steps, or at the full score. */
  readonly algorithm?: string;
  /** Optimize: set where rows are held out. */
  readonly holdout?: unknown;
}

/** No template can do better. */
export const FULL_SCORE = 1;

/**
 * Counts and averages the events of one job, for everything that shows or judges them. It keeps a few numbers for each trial
 * of the step under way, and a few for each step before.
 *
 * A mean is over examples: each counts once, by the mean of its trials, and a trial by the mean of its looks. Only `summary()`
 * averages over scorings, as `summary.json` always has. Where a trial or scoring was made again, the last one counts; what calls
 * took counts each time. Add the events in their order.
 */
export class JobFold {
  readonly #job: FoldedJob;
  readonly #failures = new FailureTally();
  readonly #steps = new Map<number, StepFold>();
  readonly #counts = new JobCounts(this.#steps);
  #openStep = 0;

  constructor(job: FoldedJob) {
    this.#job = job;
    if (job.kind !== 'optimize') this.#step(0);
  }

  /** Takes the next event. Returns which trial of its step it is, or is about; `undefined` for all other events. */
  add(event: FoldedEvent): TrialPlace | ScoredPlace | undefined {
    const { step_index: index, payload } = event;
    this.#openStep = event.type === 'step' ? index + 1 : index;
    // A line that somebody edited may hold anything.
    if (typeof (payload as unknown) !== 'object' || (payload as unknown) === null) return undefined;
    switch (event.type) {
      case 'trial':
        return this.#addTrial(index, payload as TrialPayload);
      case 'scoring':
        return this.#addScoring(index, payload as ScoringPayload);
      case 'proposal':
        this.#counts.addProposal(payload as ProposalPayload);
        this.#step(index).propose(payload as ProposalPayload);
        return undefined;
      case 'step':
        this.#step(index).finish(payload as StepPayload);
        return undefined;
      case 'error':
        this.#counts.addProposal(payload as ErrorPayload);
        return undefined;
      default:
        event.type satisfies never;
        return undefined;
    }
  }

  /** The steps that have begun, in their order: of an optimize job as many as there were, else the one. */
  get steps(): readonly StepFigures[] {
    return [...this.#steps.values()];
  }

  /** Optimize: the steps that have ended, in their order. */
  get finishedSteps(): readonly StepFigures[] {
    return this.steps.filter(({ isFinished }) => isFinished);
  }

  /** Optimize: the same without tests on held-out rows. */
  get searchedSteps(): readonly StepFigures[] {
    return this.finishedSteps.filter(({ holdoutOf }) => holdoutOf === null);
  }

  step(index: number): StepFigures | undefined {
    return this.#steps.get(index);
  }

  /** The step that began last; `undefined` before the first of an optimize job. */
  get current(): StepFigures | undefined {
    return [...this.#steps.values()].at(-1);
  }

  /** The first finished step of the search with the highest score, where what could not be scored counts as 0; `null` where none has a score. */
  get bestStep(): StepFigures | null {
    return this.searchedSteps.reduce<StepFigures | null>((best, step) => {
      if (step.score === null) return best;
      return (step.worstScore ?? 0) > (best?.worstScore ?? -Infinity) ? step : best;
    }, null);
  }

  /** The step whose score is to be told: the test of the best one on held-out rows, where there is one, else the best itself. */
  get toldStep(): StepFigures | null {
    const best = this.bestStep;
    const tested = this.finishedSteps.findLast(({ holdoutOf, score }) => holdoutOf === best?.stepIndex && score !== null);
    return tested ?? best;
  }

  /** Why trials and scorings failed, the most frequent reasons first. */
  failureReasons(count: number): readonly CountedReason[] {
    return this.#failures.commonest(count);
  }

  /** Counts of the whole job. */
  get counts(): Counts {
    return this.#counts;
  }

  /** Figures of the whole job. Examples of an optimize job count once in each of its steps. */
  get total(): Figures {
    const steps = [...this.#steps.values()];
    const names = new Set(this.#job.metrics.concat(...steps.map(({ metrics }) => [...metrics.keys()])));
    const parts = (name: string): MetricFold[] => steps.flatMap(({ metrics }) => metrics.get(name) ?? []);
    const metrics = new Map(Array.from(names, (name) => [name, MetricFold.pooled(parts(name))] as const));
    const examples = Math.max(0, ...steps.map((step) => step.examples));
    const scoredExamples = steps.reduce((sum, step) => sum + step.scoredExamples, 0);
    return { ...this.#counts.values(), examples, scoredExamples, metrics, overall: overallOf(metrics.values()) };
  }

  /** The document `summary.json` without the job's identity: means over scorings, the rule of promptuna-server. */
  summary(): Summary {
    const { trials, failedTrials, failures, scorings, failedScorings, metrics } = this.total;
    const perMetric = Array.from(metrics, ([name, { overScorings }]) => [name, overScorings] as const);
    const overall = aggregate(perMetric.flatMap(([, { mean }]) => (mean === null ? [] : [mean])));
    return {
      trial_count: trials,
      scoring_count: scorings,
      failure_rate: rate(failedTrials, trials),
      scoring_failure_rate: rate(failedScorings, scorings),
      overall: overall.n === 0 ? null : overall,
      per_metric: Object.fromEntries(perMetric),
      failed_trials: failures,
      telemetry: telemetryTotals(this.#counts.calls),
      ...(this.#job.kind === 'optimize' ? this.#stepOutcomes() : {}),
    };
  }

  /**
   * Whether all that was planned has been counted: a search is over when its last step is, or when one has the full score. Of one that goes on
   * from there, or ends otherwise, only itself can tell.
   */
  isComplete(plan: FoldedPlan): boolean {
    const { plannedTrials, plannedScorings } = plan;
    const isWhole = (step: StepFold): boolean => step.trials >= (plannedTrials ?? 0) && step.scorings >= (plannedScorings ?? 0);
    const begun = [...this.#steps.values()];
    if (!begun.every(isWhole)) return false;
    if (this.#job.kind !== 'optimize') return true;
    return this.searchEnd(plan) !== null && this.isBetweenSteps;
  }

  /** Why a search is over that ends after its steps or at the full score; `null` where it is not, or where only itself can tell. */
  searchEnd({ steps = 0, algorithm = 'opro', holdout }: Pick<FoldedPlan, 'steps' | 'algorithm' | 'holdout'>): SearchEnd | null {
    if (this.#job.kind !== 'optimize' || algorithm !== 'opro' || holdout !== undefined) return null;
    const finished = this.finishedSteps;
    if (finished.some(({ worstScore }) => (worstScore ?? 0) >= FULL_SCORE)) return { reason: 'full_score' };
    return finished.length > steps ? { reason: 'steps' } : null;
  }

  /** Whether every step that has begun has ended. */
  get isBetweenSteps(): boolean {
    return [...this.#steps.values()].every(({ isFinished }) => isFinished);
  }

  /** The step that the next event belongs to, such as the error that ends the job. */
  get openStep(): number {
    return this.#openStep;
  }

  #stepOutcomes(): Pick<Summary, 'steps' | 'best_step'> {
    const { bestStep } = this;
    return { steps: this.finishedSteps.map(stepOutcome), best_step: bestStep === null ? null : stepOutcome(bestStep) };
  }

  #addTrial(index: number, payload: TrialPayload): TrialPlace | undefined {
    const place = this.#step(index).addTrial(payload);
    this.#counts.addTrial(payload);
    const part = place && { step: index, trial: place.trial };
    if (part !== undefined && place?.isAgain === true) this.#failures.forget(part);
    this.#failures.addTrial(payload, part);
    return place;
  }

  #addScoring(index: number, payload: ScoringPayload): ScoredPlace | undefined {
    const place = this.#step(index).addScoring(payload);
    this.#counts.addScoring(payload);
    this.#failures.addScoring(payload, place && { step: index, trial: place.trial });
    return place;
  }

  /** The step of an event; a job without steps has one, whatever the event says. */
  #step(stepIndex: number): StepFold {
    const index = this.#job.kind === 'optimize' ? stepIndex : 0;
    let step = this.#steps.get(index);
    if (step === undefined) {
      step = new StepFold(index, this.#job.metrics, this.#job.repeats ?? 1);
      this.#steps.set(index, step);
    }
    return step;
  }
}

/** What the steps have counted, together. Calls are added up here, in the order in which they came. */
class JobCounts implements Counts {
  readonly calls = { programs: new RunningCallTotals(), judges: new RunningCallTotals(), proposer: new RunningCallTotals() };
  readonly #steps: ReadonlyMap<number, StepFold>;

  constructor(steps: ReadonlyMap<number, StepFold>) {
    this.#steps = steps;
  }

  addTrial({ telemetry }: TrialPayload): void {
    if (telemetry !== undefined) this.calls.programs.add(telemetry);
  }

  addScoring({ telemetry }: ScoringPayload): void {
    if (telemetry !== undefined) this.calls.judges.add(telemetry);
  }

  addProposal({ telemetry }: Pick<ProposalPayload, 'telemetry'>): void {
    if (telemetry !== undefined) this.calls.proposer.add(telemetry);
  }

  get trials(): number {
    return this.#sum(({ trials }) => trials);
  }

  get failedTrials(): number {
    return this.#sum(({ failedTrials }) => failedTrials);
  }

  get failures(): FailureCounts {
    return {
      provider: this.#sum(({ failures }) => failures.provider),
      answer: this.#sum(({ failures }) => failures.answer),
      program: this.#sum(({ failures }) => failures.program),
    };
  }

  get scorings(): number {
    return this.#sum(({ scorings }) => scorings);
  }

  get failedScorings(): number {
    return this.#sum(({ failedScorings }) => failedScorings);
  }

  values(): Counts {
    const { trials, failedTrials, failures, scorings, failedScorings } = this;
    return { trials, failedTrials, failures, scorings, failedScorings, calls: callValues(this.calls) };
  }

  #sum(countOf: (step: StepFold) => number): number {
    return this.#steps.values().reduce((sum, step) => sum + countOf(step), 0);
  }
}

function telemetryTotals({ programs, judges, proposer }: CallsByRole): Summary['telemetry'] {
  return {
    ...callTotals(programs),
    ...(judges.calls === 0 ? {} : { judges: callTotals(judges) }),
    ...(proposer.calls === 0 ? {} : { proposer: callTotals(proposer) }),
  };
}

function callTotals({ calls, extraCalls, inputTokens, outputTokens, latency, costUsd }: CallTotals): CallTotalsPayload {
  const tokens = { input_tokens: inputTokens, output_tokens: outputTokens };
  return { ...tokens, latency, calls, extra_calls: extraCalls, cost_usd: costUsd };
}

/** What is kept of a step when its job has ended. */
function stepOutcome({ stepIndex, score, promptTemplate, summary, holdoutOf }: StepFigures): StepOutcome {
  const outcome = { step_index: stepIndex, score, prompt_template: promptTemplate ?? '', summary };
  return holdoutOf === null ? outcome : { ...outcome, holdout_of: holdoutOf };
}
