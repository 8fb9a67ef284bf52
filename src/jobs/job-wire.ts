import type { EventBatch } from '../domain/event-batch.ts';
import type { Job } from '../domain/job.ts';
import { listedFields } from '../domain/recorded-fields.ts';
import { jobName } from '../domain/run-name.ts';
import { toManifest } from '../domain/job-manifest.ts';
import type { JobPage } from '../domain/list-query.ts';
import type { JobDetail } from './jobs.service.ts';
import { jsonText } from '../evaluation/json-text.ts';

const COMMA = 0x2c;
const NEWLINE = 0x0a;

const itemTexts = new WeakMap<Job, string>();

/** The JSON of a page of the list. */
export function jobListJson({ jobs, nextCursor }: JobPage): string {
  return `{"jobs":[${jobs.map(listItemText).join(',')}],"next_cursor":${jsonText(nextCursor)}}`;
}

/** Jobs are immutable, so the JSON of each is made once. */
function listItemText(job: Job): string {
  let text = itemTexts.get(job);
  if (text === undefined) {
    text = jsonText(listItem(job));
    itemTexts.set(job, text);
  }
  return text;
}

function listItem({ id, spec, status, startedAt, finishedAt, error, costUsd = null }: Job): object {
  return {
    job_id: id,
    kind: spec.kind,
    status,
    started_at: startedAt,
    finished_at: finishedAt,
    ...listedFields(spec),
    name: jobName(spec),
    cost_usd: costUsd,
    error,
  };
}

/** The JSON of a job with all its events, piece by piece: the events are not parsed, and never in memory as a whole. */
export async function* jobDetailJson({ job, events, summary, progress }: JobDetail): AsyncGenerator<Buffer> {
  const end = `"summary":${jsonText(summary)},"progress":${jsonText(progress)}}`;
  const manifest = `{"manifest":${jsonText(toManifest(job))}`;
  if (events === null) {
    yield Buffer.from(`${manifest},${end}`);
    return;
  }
  yield Buffer.from(`${manifest},"events":[`);
  let isFirst = true;
  for await (const batch of events) {
    yield arrayItems(batch, isFirst);
    isFirst = false;
  }
  yield Buffer.from(`],${end}`);
}

/** JSON lines as the items of a JSON array: JSON on one line contains no newline. */
function arrayItems({ bytes }: EventBatch, isFirst: boolean): Buffer {
  const lines = Buffer.from(bytes.subarray(0, -1));
  for (let at = lines.indexOf(NEWLINE); at !== -1; at = lines.indexOf(NEWLINE, at + 1)) lines[at] = COMMA;
  return isFirst ? lines : Buffer.concat([Buffer.of(COMMA), lines]);
}
