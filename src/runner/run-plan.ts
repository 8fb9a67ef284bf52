import { type EarlyEnd, EarlyStop } from '../evaluation/early-stop.ts';
import { runTrials } from '../evaluation/evaluate.ts';
import type { EventSink } from '../evaluation/event.ts';
import { LimitWatch } from '../evaluation/job-limits.ts';
import { type JobLog, KeptWork } from '../evaluation/kept-work.ts';
import { optimize } from '../evaluation/optimize.ts';
import type { Model } from '../evaluation/model.ts';
import { withStoppedWaits } from '../evaluation/stopped-waits.ts';
import { RefusalWatch } from '../evaluation/refusal-watch.ts';
import type { PreparedPlan } from './prepared-plan.ts';

/** What limits a job while it runs, beside what it was given itself. */
export interface RunLimits {
  /** For one trial, or one scoring by a metric. */
  readonly trialTimeoutMs: number;
  readonly signal: AbortSignal;
}

/** What a job did before, where it goes on. */
export interface EarlierWork {
  readonly log: JobLog;
  readonly retriesFailed: boolean;
}

/**
 * Carries out a plan of any kind, or what is missing of it. Resolves early when the signal aborts, and when a limit of the job or the
 * refusals of a provider end it: to why.
 */
export async function runPlan(
  plan: PreparedPlan,
  run: RunLimits,
  sink: EventSink,
  earlier: EarlierWork | null,
): Promise<EarlyEnd | null> {
  const earlyStop = new EarlyStop();
  const limits = new LimitWatch(plan.spec, plan.plannedTrials, earlyStop);
  const stopClock = limits.startClock();
  const limited: EventSink = (event) => {
    limits.see(event);
    return sink(event);
  };
  try {
    const kept = earlier && (await keptWork(plan, earlier));
    if (earlier && kept) await limits.recall(earlier.log, kept);
    await carryOut(watchedPlan(plan, earlyStop), { ...run, earlyStop }, limited, kept);
    return earlyStop.end;
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

/** The plan with models whose refusals are counted, and whose calls do not wait once the job is to end. */
function watchedPlan(plan: PreparedPlan, earlyStop: EarlyStop): PreparedPlan {
  const refusals = new RefusalWatch(earlyStop);
  const watched = (model: Model): Model => withStoppedWaits(refusals.watched(model), earlyStop);
  const { model, metrics, search } = plan;
  return {
    ...plan,
    model: watched(model),
    metrics: metrics.map((metric) => ({ ...metric, judge: metric.judge === null ? null : watched(metric.judge) })),
    search: search && { ...search, proposer: withStoppedWaits(search.proposer, earlyStop) },
  };
}

async function carryOut(
  plan: PreparedPlan,
  { signal, ...how }: RunLimits & { readonly earlyStop: EarlyStop },
  sink: EventSink,
  kept: KeptWork | null,
): Promise<void> {
  const { spec, program, template, model, metrics, rows, search } = plan;
  const { repeats, workers, generationKwargs } = spec;
  const evaluation = { program, template, model, metrics, rows, repeats, workers, generationKwargs, ...how };
  if (search === null) {
    await runTrials({ ...evaluation, stepIndex: 0, ...(kept && { kept: kept.trials }) }, sink, signal);
    return;
  }
  const { steps, proposer, programSource } = search;
  const task = { project: spec.project, program: spec.program, source: programSource };
  await optimize({ ...evaluation, steps, proposer, task, ...(kept && { kept }) }, sink, signal);
}
