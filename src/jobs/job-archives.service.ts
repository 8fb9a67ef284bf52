import { createHash } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { Inject, Injectable } from '@nestjs/common';
import type { Config } from '../config/config.ts';
import { CONFIG } from '../config/config.module.ts';
import { AssayError, JobNotFoundError } from '../domain/errors.ts';
import { isSettled } from '../domain/job.ts';
import { JOB_STORE, type JobFile, type JobStore } from '../domain/job-store.ts';
import { PRIVATE_FOLDER } from '../files/private-mode.ts';
import { IncomingFiles } from '../http/incoming-files.ts';
import { InvalidRequestError } from '../http/invalid-request.error.ts';
import { archivedJob } from '../interop/archived-job.ts';
import { ImportFaultError } from '../interop/import-fault.error.ts';
import { jobTar } from '../interop/job-tar.ts';

/** What makes a job the same as another one; labels may have come since. */
const SAME_FILES = ['manifest.json', 'events.jsonl', 'summary.json'];

/** Gives jobs out with all their files, and takes them back. */
@Injectable()
export class JobArchivesService {
  readonly #incoming: IncomingFiles;

  constructor(
    @Inject(JOB_STORE) private readonly jobs: JobStore,
    @Inject(CONFIG) private readonly config: Config,
  ) {
    this.#incoming = new IncomingFiles(config);
  }

  /** A job's files as tar.gz. Throws `job_not_found`, and `illegal_move` while the job waits or runs. */
  async archive(jobId: string): Promise<{ readonly fileName: string; readonly bytes: Readable }> {
    const job = await this.jobs.find(jobId);
    if (job === undefined) throw new JobNotFoundError();
    if (!isSettled(job.status)) {
      throw new AssayError(
        'illegal_move',
        `job ${jobId} is ${job.status}: wait until it has ended, or cancel it, and archive it then`,
      );
    }
    return { fileName: `${jobId}.tar.gz`, bytes: jobTar(jobId, await this.jobs.files(jobId)) };
  }

  /**
   * Takes the body of a request as such an archive, of Assay or of promptuna-server, and keeps its job as it is. Returns whether it was not there
   * before. Throws an `InvalidRequestError`, a `BodyTooLargeError`, and `already_exists` where another job has its id.
   */
  async takeBody(body: unknown): Promise<{ readonly jobId: string; readonly isNew: boolean }> {
    return this.#incoming.receivedBody(body, (path, folder) => this.#take(path, folder));
  }

  /** The same of a file of this machine. */
  async takeFile(path: string): Promise<{ readonly jobId: string; readonly isNew: boolean }> {
    return this.#incoming.inFolder((folder) => this.#take(path, folder));
  }

  async #take(path: string, folder: string): Promise<{ readonly jobId: string; readonly isNew: boolean }> {
    const scratch = join(folder, 'unpacked');
    await mkdir(scratch, { mode: PRIVATE_FOLDER });
    const { importPieceLimitBytes: pieceBytes, importLimitBytes: totalBytes } = this.config;
    const { job, files } = await archivedJob(path, scratch, { pieceBytes, totalBytes }).catch(refuse);
    if ((await this.jobs.find(job.id)) === undefined) {
      await this.jobs.adopt(job, files);
      return { jobId: job.id, isNew: true };
    }
    if ((await contentOf(files)) === (await contentOf(await this.jobs.files(job.id)))) return { jobId: job.id, isNew: false };
    throw new AssayError('already_exists', `job ${job.id} exists already, and it is another one`);
  }
}

async function contentOf(files: readonly JobFile[]): Promise<string> {
  const digest = createHash('sha256');
  for (const name of SAME_FILES) {
    const file = files.find((one) => one.name === name);
    digest.update(`${name} ${file?.size ?? 'none'}\n`);
    if (file !== undefined) for await (const chunk of file.chunks()) digest.update(chunk);
  }
  return digest.digest('hex');
}

function refuse(error: unknown): never {
  if (!(error instanceof ImportFaultError)) throw error;
  const { place, message } = error;
  const what = place === '' ? `the file ${message}` : `${place} ${message}`;
  throw new InvalidRequestError(`Nothing was imported: ${what}.`, [{ path: place, message }]);
}
