import type { EventBatch } from '../domain/event-batch.ts';
import type { Job } from '../domain/job.ts';
import { listedFields } from '../domain/job-fields.ts';
import { toManifest } from '../domain/job-manifest.ts';
import type { JobPage } from './job-page.ts';
import type { JobDetail } from './jobs.service.ts';

const COMMA = 0x2c;
const NEWLINE = 0x0a;

const itemTexts = new WeakMap<Job, string>();
const listTexts = new WeakMap<readonly Job[], Buffer>();

/** The JSON of a page of the list. The whole list is the same array until a job changes, so its JSON is made once. */
export function jobListJson({ jobs, nextCursor }: JobPage): Buffer {
  let text = listTexts.get(jobs);
  if (text === undefined) {
    text = Buffer.from(`{"jobs":[${jobs.map(listItemText).join(',')}],"next_cursor":${JSON.stringify(nextCursor)}}`);
    listTexts.set(jobs, text);
  }
  return text;
}

/** Jobs are immutable, so the JSON of each is made once. */
function listItemText(job: Job): string {
  let text = itemTexts.get(job);
  if (text === undefined) {
    text = JSON.stringify(listItem(job));
    itemTexts.set(job, text);
  }
  return text;
}

function listItem({ id, spec, status, startedAt, finishedAt, error }: Job): object {
  return {
    job_id: id,
    kind: spec.kind,
    status,
    started_at: startedAt,
    finished_at: finishedAt,
    ...listedFields(spec),
    error,
  };
}

/** The JSON of a job with all its events, piece by piece: the events are not parsed, and never in memory as a whole. */
export async function* jobDetailJson({ job, events, summary }: JobDetail): AsyncGenerator<Buffer> {
  yield Buffer.from(`{"manifest":${JSON.stringify(toManifest(job))},"events":[`);
  let isFirst = true;
  for await (const batch of events) {
    yield arrayItems(batch, isFirst);
    isFirst = false;
  }
  yield Buffer.from(`],"summary":${JSON.stringify(summary)}}`);
}

/** JSON lines as the items of a JSON array: JSON on one line contains no newline. */
function arrayItems({ bytes }: EventBatch, isFirst: boolean): Buffer {
  const lines = Buffer.from(bytes.subarray(0, -1));
  for (let at = lines.indexOf(NEWLINE); at !== -1; at = lines.indexOf(NEWLINE, at + 1)) lines[at] = COMMA;
  return isFirst ? lines : Buffer.concat([Buffer.of(COMMA), lines]);
}
