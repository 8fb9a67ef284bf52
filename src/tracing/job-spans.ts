import { type Attributes, type Context, type Span, SpanKind, SpanStatusCode } from '@opentelemetry/api';
import type { AppEvent } from '../domain/app-event.ts';
import { eventsOf } from '../domain/event-batch.ts';
import type { Job } from '../domain/job.ts';
import type { JobEvent } from '../domain/job-event.ts';
import type { ScoringPayload, TrialPayload } from '../evaluation/event.ts';
import { CallSpans } from './call-spans.ts';
import { contextOf, type OpenTelemetry, traceparentOf } from './open-telemetry.ts';

/** Trials of a job whose scores may still come; the first are forgotten beyond it. */
const MAX_OPEN_TRIALS = 10_000;

interface TracedJob {
  readonly span: Span;
  readonly context: Context;
  readonly job: Job;
  /** What scores belong to, by trial. */
  readonly trials: Map<string, ScoredWork>;
}

interface ScoredWork {
  /** The trial. */
  readonly trial: Context;
  /** The call of the model that gave the output, else the trial. */
  readonly call: Context;
}

/** Makes the spans of jobs, trials and calls of models out of what the bus tells, and an event of each score. */
export class JobSpans {
  readonly #telemetry: OpenTelemetry;
  readonly #calls: CallSpans;
  readonly #parent: () => Context;
  readonly #jobs = new Map<string, TracedJob>();

  /** `parent` is what goes on when a job is created: its request. */
  constructor(telemetry: OpenTelemetry, parent: () => Context) {
    this.#telemetry = telemetry;
    this.#calls = new CallSpans(telemetry);
    this.#parent = parent;
  }

  /** `null` for a job that does not go on here, and for one that is not sampled. */
  traceparentOf(jobId: string): string | null {
    const span = this.#jobs.get(jobId)?.span;
    return span?.isRecording() === true ? traceparentOf(span) : null;
  }

  readonly see = (event: AppEvent): void => {
    switch (event.type) {
      case 'job.created':
        this.#begin(event.job);
        return;
      case 'job.started':
        this.#begin(event.job).span.addEvent('assay.job.started');
        return;
      case 'job.events': {
        const traced = this.#jobs.get(event.jobId);
        if (traced !== undefined) for (const told of eventsOf(event.batch)) this.#add(traced, told);
        return;
      }
      case 'job.settled':
      case 'job.left':
        this.#end(event.job);
        return;
      case 'job.stored':
      case 'comparison.states':
      case 'comparison.settled':
      case 'comparison.stored':
        return;
      default:
        event satisfies never;
    }
  };

  /** A job that was resumed, or taken over, has no span yet when it starts. */
  #begin(job: Job): TracedJob {
    const known = this.#jobs.get(job.id);
    if (known !== undefined) return known;
    const { kind, project } = job.spec;
    const attributes = jobAttributes(job);
    const span = this.#telemetry.start({
      name: `${kind} ${project}`,
      kind: SpanKind.INTERNAL,
      parent: this.#parent(),
      attributes,
    });
    const traced = { span, context: contextOf(span), job, trials: new Map<string, ScoredWork>() };
    this.#jobs.set(job.id, traced);
    return traced;
  }

  #end({ id, status, stopped, costUsd, error }: Job): void {
    const span = this.#jobs.get(id)?.span;
    this.#jobs.delete(id);
    if (span === undefined) return;
    span.setAttribute('assay.job.status', status);
    if (stopped !== null) span.setAttribute('assay.job.stopped', stopped.reason);
    if (typeof costUsd === 'number') span.setAttribute('assay.cost_usd', costUsd);
    // Its error may quote what a model answered.
    if (status === 'error') span.setStatus(this.#failed(error)).setAttribute('error.type', stopped?.reason ?? '_OTHER');
    span.end();
  }

  #add(traced: TracedJob, { type, step_index: step, payload }: JobEvent): void {
    switch (type) {
      case 'trial':
        if (traced.job.scoredFrom === undefined) this.#addTrial(traced, step, payload as TrialPayload);
        return;
      case 'scoring':
        this.#addScoring(traced, step, payload as ScoringPayload);
        return;
      case 'proposal':
      case 'error':
        if ('telemetry' in payload)
          this.#calls.add(payload.telemetry, traced.job.spec.proposerModel, { parent: traced.context, name: 'propose' });
        return;
      case 'step':
        traced.span.addEvent('assay.step', { 'assay.step_index': step });
        return;
    }
  }

  #addTrial({ context, job, trials }: TracedJob, step: number, payload: TrialPayload): void {
    const { started_at: startedAt, finished_at: finishedAt, telemetry, error } = payload;
    const span = this.#telemetry.start({
      name: `trial ${job.spec.program}`,
      kind: SpanKind.INTERNAL,
      parent: context,
      attributes: { ...trialAttributes(step, payload), 'assay.replicate': payload.replicate },
      ...(startedAt === undefined ? {} : { startedAtMs: Date.parse(startedAt) }),
    });
    const trial = contextOf(span);
    if (error !== undefined) {
      span.setStatus(this.#failed(error.message)).setAttribute('error.type', error.type.slice(0, 100));
      if (error.kind !== undefined) span.setAttribute('assay.failure.kind', error.kind);
    }
    const call = telemetry === undefined ? null : this.#calls.add(telemetry, job.spec.model, { parent: trial });
    span.end(finishedAt === undefined ? undefined : Date.parse(finishedAt));
    remember(trials, keyOf(step, payload), { trial, call: call ?? trial });
  }

  #addScoring({ context, job, trials }: TracedJob, step: number, payload: ScoringPayload): void {
    const { metric, score, error, telemetry } = payload;
    const work = trials.get(keyOf(step, payload)) ?? { trial: context, call: context };
    if (telemetry !== undefined) this.#calls.add(telemetry, undefined, { parent: work.trial, name: `score ${metric.name}` });
    const isLabel = typeof score?.raw === 'string' || typeof score?.raw === 'boolean';
    const attributes = {
      'gen_ai.evaluation.name': metric.name,
      'gen_ai.evaluation.score.value': score?.normalized,
      ...(isLabel ? { 'gen_ai.evaluation.score.label': String(score.raw) } : {}),
      ...(this.#telemetry.capturesContent && score !== undefined ? { 'gen_ai.evaluation.explanation': score.reason } : {}),
      ...(error === undefined ? {} : { 'error.type': error.type.slice(0, 100) }),
      'assay.job.id': job.id,
      'assay.metric.kind': metric.kind,
      'assay.look': payload.replicate,
      ...trialAttributes(step, payload),
    };
    this.#telemetry.emit('gen_ai.evaluation.result', attributes, work.call);
  }

  #failed(message: string | null): { readonly code: SpanStatusCode; readonly message?: string } {
    const isShown = this.#telemetry.capturesContent && message !== null;
    return { code: SpanStatusCode.ERROR, ...(isShown ? { message } : {}) };
  }
}

function jobAttributes({ id, spec }: Job): Attributes {
  return {
    'assay.job.id': id,
    'assay.job.kind': spec.kind,
    'assay.project': spec.project,
    'assay.program': spec.program,
    'assay.prompt': spec.prompt,
    'assay.dataset': spec.examples,
    'assay.model': spec.model,
    'assay.workers': spec.workers,
  };
}

function trialAttributes(step: number, { trial_id: id, row }: Pick<TrialPayload, 'trial_id' | 'row'>): Attributes {
  return { 'assay.trial.id': id, 'assay.row': row, 'assay.step_index': step };
}

function keyOf(step: number, { trial_id: id, row }: Pick<TrialPayload, 'trial_id' | 'row'>): string {
  return `${step} ${row ?? ''} ${id}`;
}

function remember(trials: Map<string, ScoredWork>, key: string, work: ScoredWork): void {
  trials.set(key, work);
  const [first] = trials.keys();
  if (trials.size > MAX_OPEN_TRIALS && first !== undefined) trials.delete(first);
}
