import { UnusableRequestError } from '../domain/errors.ts';
import type { ResolvedDataset } from '../domain/job.ts';
import type { JobSpec } from '../domain/job-fields.ts';
import { JobFailedError, type PreparedJob, type RunningJob } from '../domain/runner.ts';
import type { Summary } from '../evaluation/summary.ts';
import { BatchMailbox } from './batch-mailbox.ts';
import type { ChildSettings, PreparedInfo } from './child-protocol.ts';
import { DataMissingError } from './data-missing-error.ts';
import type { ProjectProcess } from './project-process.ts';

/** A job that is prepared in a child process of its own. */
export class ForkedJob implements PreparedJob {
  readonly dataset: ResolvedDataset;
  readonly plannedTrials: number;
  readonly plannedScorings: number;
  readonly #process: ProjectProcess;

  constructor(process: ProjectProcess, info: PreparedInfo) {
    const { plannedTrials, plannedScorings, ...dataset } = info;
    this.#process = process;
    this.dataset = dataset;
    this.plannedTrials = plannedTrials;
    this.plannedScorings = plannedScorings;
  }

  start(jobId: string, signal: AbortSignal): RunningJob {
    const process = this.#process;
    const mailbox = new BatchMailbox((chars) => process.send({ type: 'acknowledge', chars }));
    const summary = this.#settle(mailbox, signal);
    // Whoever reads the batches gets the same failure; a caller that stops there must not crash the server.
    summary.catch(() => undefined);
    if (signal.aborted) {
      process.stop();
    } else {
      signal.addEventListener('abort', () => process.stop(), { once: true });
      process.send({ type: 'start', jobId });
    }
    return { batches: mailbox.batches(), summary };
  }

  release(): void {
    this.#process.kill('the job was not started');
  }

  async #settle(mailbox: BatchMailbox, signal: AbortSignal): Promise<Summary | null> {
    try {
      const summary = await new Promise<Summary>((resolve, reject) => {
        this.#process.listen((report) => {
          if (report.type === 'events') mailbox.push(report.batch, report.chars);
          else if (report.type === 'done') resolve(report.summary);
          else if (report.type === 'failed') reject(new JobFailedError(report.message));
        });
        void this.#process.ended.then((how) => reject(new JobFailedError(how)));
      });
      mailbox.close(null);
      return summary;
    } catch (error) {
      mailbox.close(signal.aborted ? null : (error as Error));
      if (signal.aborted) return null;
      throw error;
    } finally {
      this.#process.kill('the job has ended');
    }
  }
}

/** Has a child load and check a job. Throws `unusable_request`, or a `DataMissingError`; the child is gone then. */
export async function prepareForkedJob(
  process: ProjectProcess,
  settings: ChildSettings,
  spec: JobSpec,
  importTimeoutMs: number,
): Promise<ForkedJob> {
  let importTimer: NodeJS.Timeout | undefined;
  const startImportTimer = (): void => {
    importTimer = setTimeout(() => {
      process.kill(
        `the modules of project ${spec.project} were not loaded within ${importTimeoutMs / 1_000} s: ` +
          'look for an endless loop or a wait at their top level',
      );
    }, importTimeoutMs);
  };
  try {
    return await new Promise<ForkedJob>((resolve, reject) => {
      const refuse = (why: string): void => reject(new UnusableRequestError(why));
      process.listen((report) => {
        if (report.type === 'preparing') startImportTimer();
        else if (report.type === 'loaded') clearTimeout(importTimer);
        else if (report.type === 'prepared') resolve(new ForkedJob(process, report.info));
        else if (report.type === 'refused') refuse(report.message);
        else if (report.type === 'data_missing') reject(new DataMissingError(report.project));
      });
      void process.ended.then(refuse);
      process.send({ type: 'prepare', settings, spec });
    });
  } catch (error) {
    process.kill('the job was refused');
    throw error;
  } finally {
    clearTimeout(importTimer);
  }
}
