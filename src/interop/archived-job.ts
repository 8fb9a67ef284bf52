import { stat } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { isSettled, type Job } from '../domain/job.ts';
import { fromManifest } from '../domain/job-manifest.ts';
import type { JobFile } from '../domain/job-store.ts';
import { ImportFaultError } from './import-fault.error.ts';
import { jobFoldersIn } from './job-archive.ts';
import { fieldsOf, textOf } from './json-fields.ts';
import { jsonLines } from './json-lines.ts';
import { diskFile, headOf, type ImportLimits, type ResultFile } from './result-file.ts';
import { isTar, unpackedTar } from './tar-archive.ts';

const HEAD_BYTES = 512;
const MANIFEST = 'manifest.json';
const EVENTS = 'events.jsonl';

/** Files of a job and folders of them; nothing hidden, and nothing deeper. */
const OF_A_JOB = /^([^./][^/]*\/)?[^./][^/]*$/;

/** A file of labels: of the job, or of one of its steps. */
const LABELS = /^labels(\.\d+)?\/[^/]+$/;

/** A job that has ended, with its files as they were written. */
export interface ArchivedJob {
  readonly job: Job;
  readonly files: readonly JobFile[];
}

/**
 * The job of an archive, of Assay or of promptuna-server. It is unpacked into `scratch`, an empty folder that the caller removes. Throws an
 * `ImportFaultError` for what is no such archive, and for a job that can't be kept as it is: its log has a gap, or it had not ended.
 */
export async function archivedJob(path: string, scratch: string, limits: ImportLimits): Promise<ArchivedJob> {
  const { size } = await stat(path);
  const file = diskFile(path, 'file', size);
  const head = size === 0 ? Buffer.alloc(0) : await headOf(file, HEAD_BYTES);
  if (!isTar(head)) throw new ImportFaultError('', 'is no tar.gz of a job');
  const unpacked = await unpackedTar(file, head, scratch, limits);
  const [folder, ...others] = jobFoldersIn(unpacked);
  if (folder === undefined) throw new ImportFaultError('', `holds no job: it needs ${MANIFEST} and ${EVENTS} in one folder`);
  if (others.length > 0) throw new ImportFaultError('', `holds ${others.length + 1} jobs: send an archive for each`);
  const files = [...unpacked].flatMap(([name, content]) => {
    const within = name.startsWith(folder) ? name.slice(folder.length) : '';
    return OF_A_JOB.test(within) ? [{ name: within, size: content.size, chunks: () => content.chunks() }] : [];
  });
  const job = await jobIn(unpacked.get(`${folder}${MANIFEST}`), limits);
  await checkLog(unpacked.get(`${folder}${EVENTS}`), job.id, limits);
  for (const [name, content] of unpacked)
    if (name.startsWith(folder) && LABELS.test(name.slice(folder.length))) await checkLabels(content, limits);
  return { job, files };
}

async function jobIn(file: ResultFile | undefined, { pieceBytes }: ImportLimits): Promise<Job> {
  if (file === undefined || file.size > pieceBytes) throw new ImportFaultError(MANIFEST, 'is too long for one');
  try {
    const manifest: unknown = JSON.parse(await text(file.chunks()));
    const job = fromManifest(manifest, { jobId: textOf(fieldsOf(manifest)['job_id']) });
    if (!isSettled(job.status)) throw new Error(`says that the job is ${job.status}: only one that has ended can be kept`);
    return job;
  } catch (error) {
    throw new ImportFaultError(MANIFEST, error instanceof Error ? error.message : String(error));
  }
}

async function checkLog(file: ResultFile | undefined, jobId: string, limits: ImportLimits): Promise<void> {
  if (file === undefined) return;
  let next = 0;
  for await (const lines of jsonLines(file, limits)) {
    for (const { value, place } of lines) {
      const { seq, job_id: id } = fieldsOf(value);
      if (seq !== next || id !== jobId || place !== `line ${next + 1}`)
        throw new ImportFaultError(`${EVENTS}: ${place}`, `is not event ${next} of job ${jobId}`);
      next += 1;
    }
  }
  if (file.size > 0 && (await text(file.chunks({ start: file.size - 1 }))) !== '\n')
    throw new ImportFaultError(EVENTS, 'ends within a line');
}

/** The first line of a set of labels says how it is called. */
async function checkLabels(file: ResultFile, limits: ImportLimits): Promise<void> {
  for await (const [header] of jsonLines(file, limits)) {
    if (typeof fieldsOf(header?.value)['name'] === 'string') return;
    break;
  }
  throw new ImportFaultError(file.name, 'is no set of labels: its first line has no name');
}
