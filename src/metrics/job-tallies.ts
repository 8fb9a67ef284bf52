import { type EventBatch, eventsOf } from '../domain/event-batch.ts';
import type { AppEvent } from '../domain/app-event.ts';
import type { Job } from '../domain/job.ts';
import { secondsAtWork } from '../domain/work-time.ts';
import type { ErrorPayload, ProposalPayload, ScoringPayload, TrialPayload } from '../evaluation/event.ts';
import type { MetricInfo } from '../evaluation/scoring.ts';
import { failureKind } from '../evaluation/trial.ts';
import { type ModelLabels, ModelNames } from './model-label.ts';
import { ModelTallies } from './model-tallies.ts';
import { BucketTally, type Cell, Tally } from './tally.ts';

/** Seconds. */
const DURATION_BOUNDS = [1, 5, 15, 60, 300, 900, 3_600, 14_400, 86_400];

/** What is counted of one job that goes on. */
interface Counted {
  readonly model: ModelLabels;
  readonly proposer: ModelLabels;
  /** Whether its trials are another job's, which were counted there. */
  readonly hasCopiedTrials: boolean;
}

/** Counts what jobs do, once it is stored: a batch at a time, out of events that are parsed already. */
export class JobTallies {
  readonly started = new Tally();
  readonly ended = new Tally();
  readonly durationSeconds = new BucketTally(DURATION_BOUNDS);
  readonly trials = new Tally();
  readonly scorings = new Tally();
  readonly steps = new Tally();
  readonly models = new ModelTallies();
  readonly names = new ModelNames();
  readonly #jobs = new Map<string, Counted>();
  readonly #trials = {
    success: this.trials.cell({ outcome: 'success' }),
    provider: this.trials.cell({ outcome: 'provider_failure' }),
    answer: this.trials.cell({ outcome: 'answer_failure' }),
    program: this.trials.cell({ outcome: 'program_failure' }),
  };
  readonly #scorings = {
    programmatic: scoringCells(this.scorings, 'programmatic'),
    judge: scoringCells(this.scorings, 'llm_judge'),
  };
  readonly #steps = this.steps.cell({});

  readonly see = (event: AppEvent): void => {
    switch (event.type) {
      case 'job.created':
        this.started.cell({ kind: event.job.spec.kind }).value += 1;
        return;
      case 'job.started':
        this.#jobs.set(event.job.id, this.#counted(event.job));
        return;
      case 'job.events':
        this.#add(event.jobId, event.batch);
        return;
      case 'job.settled':
        this.#jobs.delete(event.job.id);
        this.#end(event.job);
        return;
      case 'job.left':
        this.#jobs.delete(event.job.id);
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

  #counted({ spec, scoredFrom }: Job): Counted {
    const { model, proposerModel = model } = spec;
    return {
      model: this.names.ofSpec(model),
      proposer: this.names.ofSpec(proposerModel),
      hasCopiedTrials: scoredFrom !== undefined,
    };
  }

  #end(job: Job): void {
    const labels = { kind: job.spec.kind, status: job.status };
    this.ended.cell(labels).value += 1;
    const seconds = secondsAtWork(job);
    if (seconds !== null) this.durationSeconds.of(labels).observe(seconds);
  }

  #add(jobId: string, batch: EventBatch): void {
    const job = this.#jobs.get(jobId);
    if (job === undefined) return;
    for (const event of eventsOf(batch)) {
      const { payload } = event;
      switch (event.type) {
        case 'trial':
          if (!job.hasCopiedTrials) this.#addTrial(payload as TrialPayload, job);
          break;
        case 'scoring':
          this.#addScoring(payload as ScoringPayload);
          break;
        case 'step':
          this.#steps.value += 1;
          break;
        case 'proposal':
        case 'error':
          this.#addProposal(payload as ProposalPayload | ErrorPayload, job.proposer, event.type === 'error');
          break;
        default:
          event.type satisfies never;
      }
    }
  }

  #addTrial({ status, error, telemetry }: TrialPayload, { model }: Counted): void {
    const failure = status === 'success' ? null : (failureKind(error ?? {}) ?? 'program');
    this.#trials[failure ?? 'success'].value += 1;
    if (telemetry !== undefined) this.models.add(model, 'program', telemetry, failure);
  }

  #addScoring({ status, metric, telemetry }: ScoringPayload): void {
    this.#scorings[metric.kind === 'llm_judge' ? 'judge' : 'programmatic'][status].value += 1;
    if (telemetry === undefined) return;
    const model = this.names.of(telemetry.provider, telemetry.model_id);
    this.models.add(model, 'judge', telemetry, status === 'failed' ? 'answer' : null);
  }

  #addProposal({ telemetry }: Pick<ProposalPayload, 'telemetry'>, model: ModelLabels, isFailed: boolean): void {
    if (telemetry !== undefined) this.models.add(model, 'proposer', telemetry, isFailed ? 'answer' : null);
  }
}

function scoringCells(scorings: Tally, kind: MetricInfo['kind']): Readonly<Record<ScoringPayload['status'], Cell>> {
  return { success: scorings.cell({ kind, outcome: 'success' }), failed: scorings.cell({ kind, outcome: 'failed' }) };
}
