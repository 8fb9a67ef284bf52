import type { JobKind, JobRequestFields } from '../domain/job-fields.ts';
import { JobFold } from '../evaluation/job-fold.ts';
import { Interruption } from './interruption.ts';
import type { JobHost } from './job-host.ts';
import { type Format, jobOutput } from './job-output.ts';
import { JobProgress } from './job-progress.ts';
import { jobVerdict } from './job-verdict.ts';
import { stepLine } from './step-lines.ts';
import { type Terminal, writeLine } from './terminal.ts';

/** A job as the command line asks for it. */
export interface JobRequest {
  readonly kind: JobKind;
  readonly fields: JobRequestFields;
  /** The head of the results' column. */
  readonly title: string;
  readonly format: Format;
  /** Without progress. */
  readonly quiet?: boolean;
  /** The least score to be content with. */
  readonly failUnder?: number;
}

/** Runs a job to its end, shows how far it is and what came out, and returns the exit code. Ctrl-C is heard meanwhile. */
export async function runJob(request: JobRequest, host: JobHost, terminal: Terminal): Promise<number> {
  return new JobRun(request, host, terminal).run();
}

class JobRun {
  readonly #request: JobRequest;
  readonly #host: JobHost;
  readonly #terminal: Terminal;
  readonly #fold: JobFold;
  #jobId: string | undefined;
  #progress: JobProgress | undefined;

  constructor(request: JobRequest, host: JobHost, terminal: Terminal) {
    this.#request = request;
    this.#host = host;
    this.#terminal = terminal;
    const { metrics = [], repeats = 1 } = request.fields;
    this.#fold = new JobFold({ kind: request.kind, metrics, repeats });
  }

  async run(): Promise<number> {
    const interruption = new Interruption({ first: () => this.#stop(), second: () => this.#giveUp() });
    try {
      const jobId = await this.#host.start(this.#request.kind, this.#request.fields);
      this.#jobId = jobId;
      // Ctrl-C may have come before there was a job to stop.
      if (interruption.code !== undefined) this.#host.interrupt();
      await this.#follow(jobId);
      return await this.#end(jobId, interruption.code);
    } catch (error) {
      if (interruption.code === undefined || this.#jobId !== undefined) throw error;
      return interruption.code;
    } finally {
      this.#progress?.stop();
      interruption.release();
    }
  }

  async #follow(jobId: string): Promise<void> {
    const { title, format, quiet = false } = this.#request;
    const output = jobOutput(format, this.#terminal, title);
    if (!quiet) this.#progress = await this.#newProgress(jobId);
    for await (const event of this.#host.events(jobId)) {
      this.#fold.add(event);
      this.#progress?.add(event);
      if (event.type === 'step' && !quiet) this.#say(stepLine(this.#fold));
      await output.event(event);
    }
    this.#progress?.stop();
    this.#progress = undefined;
  }

  async #newProgress(jobId: string): Promise<JobProgress> {
    const { kind, fields } = this.#request;
    const { manifest } = await this.#host.job(jobId);
    const plannedTrials = manifest.planned_trials ?? null;
    const options = { label: kind, fold: this.#fold, plannedTrials, metrics: fields.metrics ?? [] };
    return new JobProgress(fields.steps === undefined ? options : { ...options, steps: fields.steps }, this.#terminal);
  }

  async #end(jobId: string, interruptedWith: number | undefined): Promise<number> {
    if (interruptedWith !== undefined && this.#host.outlivesUs) {
      this.#say(`Detached; job ${jobId} goes on. See it: ${this.#host.whereabouts(jobId, '').slice(1).join('')}`);
      return interruptedWith;
    }
    const job = await this.#host.job(jobId);
    const { title, format, failUnder } = this.#request;
    jobOutput(format, this.#terminal, title).end(job, this.#fold, this.#host.whereabouts(jobId, job.manifest.projects_root));
    // The last trial may have come before Ctrl-C was heard.
    if (interruptedWith !== undefined && job.manifest.status !== 'done') {
      this.#say(
        `Interrupted; what there is so far is in the archive. Report: assay report ${jobId} --projects-root ${job.manifest.projects_root}`,
      );
      return interruptedWith;
    }
    const { code, reason } = jobVerdict(job, this.#fold, failUnder);
    if (reason !== undefined) this.#say(`error: ${reason}`);
    return code;
  }

  #stop(): void {
    if (this.#jobId === undefined) {
      this.#say('Stopping before the job has started; Ctrl-C once more exits at once.');
      this.#host.giveUpData();
      return;
    }
    this.#say(this.#host.outlivesUs ? 'Detaching.' : 'Stopping; Ctrl-C once more exits at once.');
    this.#host.interrupt();
  }

  async #giveUp(): Promise<void> {
    this.#progress?.stop();
    await this.#host.abandon();
  }

  #say(text: string): void {
    writeLine(this.#terminal, text);
  }
}
