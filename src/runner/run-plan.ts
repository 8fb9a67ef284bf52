import type { EarlyEnd, EarlyStop } from '../evaluation/early-stop.ts';
import { runTrials } from '../evaluation/evaluate.ts';
import type { CallCount } from '../evaluation/call-count.ts';
import type { CallTelemetryPayload, EventSink } from '../evaluation/event.ts';
import { LimitWatch } from '../evaluation/job-limits.ts';
import { type JobLog, KeptWork } from '../evaluation/kept-work.ts';
import { type OnCutOff, optimize } from '../evaluation/optimize.ts';
import type { Model } from '../evaluation/model.ts';
import { withStoppedWaits } from '../evaluation/stopped-waits.ts';
import { RefusalWatch } from '../evaluation/refusal-watch.ts';
import { preciseNow, traced } from '../models/traced-model.ts';
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
  const limits = new LimitWatch(plan.spec, plan.plannedTrials, earlyStop);
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
    await carryOut(watched, { ...run, onCutOff }, limited, kept);
    return { early: earlyStop.end, cutOff };
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

async function carryOut(
  plan: PreparedPlan,
  { signal, traceparent, onCutOff, ...how }: RunLimits & { readonly onCutOff: OnCutOff },
  sink: EventSink,
  kept: KeptWork | null,
): Promise<void> {
  const { spec, program, template, model, metrics, rows, search } = plan;
  const { repeats, workers, generationKwargs } = spec;
  const evaluation = {
    program,
    template,
    model,
    metrics,
    rows,
    repeats,
    workers,
    generationKwargs,
    ...how,
    ...(traceparent !== null && { now: preciseNow }),
  };
  if (search === null) {
    await runTrials({ ...evaluation, stepIndex: 0, ...(kept && { kept: kept.trials }) }, sink, signal);
    return;
  }
  const { steps, proposer, programSource } = search;
  const task = { project: spec.project, program: spec.program, source: programSource };
  await optimize({ ...evaluation, steps, proposer, task, onCutOff, ...(kept && { kept }) }, sink, signal);
}
