import { type BeforeApplicationShutdown, Inject, Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import type { Job } from '../domain/job.ts';
import { secondsAtWork } from '../domain/work-time.ts';
import { JOB_STORE, type JobStore } from '../domain/job-store.ts';
import type { Summary } from '../evaluation/summary.ts';
import { EventBus } from '../events/event-bus.ts';

/**
 * One line in the log when a job begins and one when it ends, with its names and numbers: in words, and as fields. Never what a prompt, an
 * example or an answer says.
 */
@Injectable()
export class JobLog implements OnModuleInit, BeforeApplicationShutdown {
  readonly #logger = new Logger('Job');
  readonly #ending = new Set<Promise<void>>();

  constructor(
    @Inject(JOB_STORE) private readonly store: JobStore,
    private readonly bus: EventBus,
  ) {}

  onModuleInit(): void {
    this.bus.ofType('job.started').subscribe(({ job }) => this.#logger.log(fieldsOf(job), startText(job)));
    this.bus
      .ofType('job.left')
      .subscribe(({ job }) => this.#logger.log(fieldsOf(job), `job ${job.id} is for whichever process takes it next`));
    this.bus.ofType('job.settled').subscribe(({ job }) => {
      const told = this.#tellEnd(job).finally(() => this.#ending.delete(told));
      this.#ending.add(told);
    });
  }

  /** The store is closed after this. */
  async beforeApplicationShutdown(): Promise<void> {
    await Promise.all(this.#ending);
  }

  async #tellEnd(job: Job): Promise<void> {
    const summary = (await this.store.summary(job.id).catch(() => null)) as Summary | null;
    const numbers = summary === null ? {} : numbersOf(summary);
    const facts = {
      status: job.status,
      ...reasonOf(job),
      seconds: secondsAtWork(job),
      cost_usd: job.costUsd ?? null,
      ...numbers,
    };
    this.#logger.log({ ...fieldsOf(job), ...facts }, endText(job, summary));
  }
}

function fieldsOf({ id, spec }: Job): object {
  const { kind, project, program, prompt, examples, model } = spec;
  return { job_id: id, kind, project, program, prompt, examples, model };
}

function numbersOf(summary: Summary): object {
  const { trial_count: trials, failure_rate: rate } = summary;
  return { score: scoreOf(summary), trials, failed_trials: Math.round(rate * trials) };
}

/** Of a search, that of its best step. */
function scoreOf({ best_step: best, overall }: Summary): number | null {
  return best?.score ?? overall?.mean ?? null;
}

function reasonOf({ stopped }: Job): object {
  return stopped === null ? {} : { stopped: stopped.reason };
}

function startText({ id, spec, resumed, plannedTrials }: Job): string {
  const { kind, project, program, prompt, examples, model } = spec;
  const trials = plannedTrials === null ? '' : `, ${plannedTrials} trials`;
  const verb = resumed === null ? 'begins' : 'goes on';
  return `job ${id} ${verb}: ${kind} ${project}/${program}, prompt ${prompt}, ${examples}, ${model}${trials}`;
}

function endText(job: Job, summary: Summary | null): string {
  const { id, status, stopped, costUsd } = job;
  const reason = stopped === null ? '' : ` (${stopped.reason})`;
  const mean = summary === null ? null : scoreOf(summary);
  const score = mean === null ? 'no score' : `score ${mean.toFixed(4)}`;
  const failed =
    summary === null
      ? ''
      : `, ${Math.round(summary.failure_rate * summary.trial_count)} of ${summary.trial_count} trials failed`;
  const cost = typeof costUsd === 'number' ? `$${costUsd.toFixed(4)}` : 'cost unknown';
  return `job ${id} is ${status}${reason}: ${score}${failed}, ${cost}, ${secondsAtWork(job)} s`;
}
