import type { EarlyEnd, EarlyStop } from '../evaluation/early-stop.ts';
import { runTrials } from '../evaluation/evaluate.ts';
import type { CallCount } from '../evaluation/call-count.ts';
import type { CallTelemetryPayload, EventSink } from '../evaluation/event.ts';
import { LimitWatch, type StepTrials } from '../evaluation/job-limits.ts';
import { type JobLog, KeptWork } from '../evaluation/kept-work.ts';
import type { OnCutOff } from '../evaluation/optimize.ts';
import type { Model } from '../evaluation/model.ts';
import { SearchSteps } from '../evaluation/search-steps.ts';
import type { SearchOutcome } from '../evaluation/summary.ts';
import { withStoppedWaits } from '../evaluation/stopped-waits.ts';
import { RefusalWatch } from '../evaluation/refusal-watch.ts';
import { preciseNow, traced } from '../models/traced-model.ts';
import { runSearch } from '../search/run-search.ts';
import type { JobSpec } from '../domain/job-fields.ts';
import type { SearchAlgorithm } from '../evaluation/search-algorithm.ts';
import type { SearchBudget } from '../evaluation/search-budget.ts';
import type { PreparedPlan } from './prepared-plan.ts';

/** What limits a job while it runs, beside what it was given itself. */
export interface RunLimits {
  /** For one trial, or one scoring by a metric. */
  readonly trialTimeoutMs: number;
  readonly signal: AbortSignal;
  /** Asked from outside, or by a limit of the job. */
  readonly earlyStop: EarlyStop;
  /** Where the job is traced: see `JobTraces`. */
  readonly traceparent: string | null;
}

/** What a job did before, where it goes on. */
export interface EarlierWork {
  readonly log: JobLog;
  readonly retriesFailed: boolean;
}

/** How a plan ended. */
export interface RunEnd {
  /** Why it ended early, where the job itself ended it. */
  readonly early: EarlyEnd | null;
  /** What a proposer took that was cut off before it had given anything usable. */
  readonly cutOff: CallTelemetryPayload | undefined;
  /** How a search came out; absent where it was cut, and for other jobs. */
  readonly search?: SearchOutcome;
}

/**
 * Carries out a plan of any kind, or what is missing of it, and counts its calls. Resolves early when the signal aborts, and when a limit of
 * the job or the refusals of a provider end it.
 */
export async function runPlan(
  plan: PreparedPlan,
  run: RunLimits,
  sink: EventSink,
  earlier: EarlierWork | null,
  calls: CallCount,
): Promise<RunEnd> {
  let cutOff: CallTelemetryPayload | undefined;
  const { earlyStop } = run;
  const limits = new LimitWatch(plan.spec, stepTrialsOf(plan), earlyStop);
  const stopClock = limits.startClock();
  const limited: EventSink = (event) => {
    limits.see(event);
    return sink(event);
  };
  try {
    const kept = earlier && (await keptWork(plan, earlier));
    if (earlier && kept) await limits.recall(earlier.log, kept);
    const onCutOff = (telemetry: CallTelemetryPayload): void => void (cutOff = telemetry);
    const watched = watchedPlan(plan, { earlyStop, calls, traceparent: run.traceparent });
    const search = await carryOut(watched, { ...run, onCutOff, onCall: limits.seeCall }, limited, kept);
    return { early: earlyStop.end, cutOff, ...(search && { search }) };
  } finally {
    stopClock();
  }
}

function keptWork(
  { spec: { repeats }, metrics, hasStoredTrials }: PreparedPlan,
  { log, retriesFailed }: EarlierWork,
): Promise<KeptWork> {
  return KeptWork.of(log, { metrics, repeats, retriesFailed, keepsTrials: hasStoredTrials });
}

/** What looks after the calls of a plan's models. */
interface Watch {
  readonly earlyStop: EarlyStop;
  readonly calls: CallCount;
  readonly traceparent: string | null;
}

/** The plan with models whose refusals are counted, and whose calls do not wait once the job is to end. */
function watchedPlan(plan: PreparedPlan, { earlyStop, calls, traceparent }: Watch): PreparedPlan {
  const refusals = new RefusalWatch(earlyStop);
  const inTrace = (model: Model): Model => (traceparent === null ? model : traced(model, traceparent));
  const counted = (model: Model): Model => inTrace(calls.counted(withStoppedWaits(model, earlyStop)));
  const watched = (model: Model): Model => counted(refusals.watched(model));
  const { model, metrics, search } = plan;
  return {
    ...plan,
    model: watched(model),
    metrics: metrics.map((metric) => ({ ...metric, judge: metric.judge === null ? null : watched(metric.judge) })),
    search: search && { ...search, proposer: counted(search.proposer) },
  };
}

/** Who hears of what a job takes beside its events. */
interface Listeners {
  readonly onCutOff: OnCutOff;
  readonly onCall: LimitWatch['seeCall'];
}

async function carryOut(
  plan: PreparedPlan,
  { signal, traceparent, onCutOff, ...how }: RunLimits & Listeners,
  sink: EventSink,
  kept: KeptWork | null,
): Promise<SearchOutcome | null> {
  const { spec, program, template, model, metrics, search } = plan;
  const { repeats, workers, generationKwargs } = spec;
  const evaluation = {
    program,
    template,
    model,
    metrics,
    repeats,
    workers,
    generationKwargs,
    ...how,
    ...(traceparent !== null && { now: preciseNow }),
  };
  if (search === null) {
    await runTrials({ ...evaluation, rows: plan.rows, stepIndex: 0, ...(kept && { kept: kept.trials }) }, sink, signal);
    return null;
  }
  const { steps: count, proposer, programSource, rows, heldOut } = search;
  const task = { project: spec.project, program: spec.program, source: programSource };
  const algorithm = (spec.algorithm ?? 'opro') as SearchAlgorithm;
  const steps = new SearchSteps({ ...evaluation, keepsExamples: algorithm !== 'opro' }, sink);
  if (kept !== null) await steps.recall(kept);
  const stepTrials = plan.plannedTrials;
  const budget = budgetOf(spec);
  const searching = { algorithm, seed: spec.seed ?? 0, steps: count, stepTrials, budget };
  return runSearch({ ...evaluation, ...searching, rows, heldOut, proposer, task, onCutOff }, steps, signal);
}

function budgetOf({ budget = {} }: JobSpec): SearchBudget {
  const { trials, cost_usd: costUsd } = budget;
  return { ...(trials === undefined ? {} : { trials }), ...(costUsd === undefined ? {} : { costUsd }) };
}

function stepTrialsOf({ plannedTrials, search, spec: { repeats } }: PreparedPlan): StepTrials {
  return { ofStep: plannedTrials, ofHoldout: (search?.parts?.holdout ?? 0) * repeats };
}
