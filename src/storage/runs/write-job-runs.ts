import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { writeDocument } from '../../files/durable-file.ts';
import { JOB_RUNS_FILE, JOB_RUNS_VERSION, jobRunDocument, type JobRunsDocument } from './job-run-document.ts';
import type { JobScores } from './job-scores.ts';
import { RowSorter } from './row-sorter.ts';
import type { StepScores } from './step-scores.ts';
import { writeColumns } from './write-columns.ts';

/** The columns of one step of a job. */
export function jobColumnFile(folder: string, stepIndex: number): string {
  return join(folder, `${stepIndex}.columns`);
}

/** The section that has the scores of a metric in the order of the samples. */
export function sampleSection(position: number): string {
  return `samples.${position}`;
}

/** Writes the columns of all runs of a job, then the document that says that they are there. */
export async function writeJobRuns(folder: string, stamp: string, scores: JobScores): Promise<JobRunsDocument> {
  for (const run of scores.runs) await writeStep(folder, stamp, run.scores);
  const document: JobRunsDocument = { version: JOB_RUNS_VERSION, stamp, steps: scores.runs.map(jobRunDocument) };
  await writeDocument(join(folder, JOB_RUNS_FILE), document);
  return document;
}

async function writeStep(folder: string, stamp: string, step: StepScores): Promise<void> {
  const draft = join(folder, `.${randomUUID()}`);
  const metrics = step.metricNames;
  const samples = metrics.map((metric) => Float64Array.from(step.seqs, (_, sample) => step.score(sample, metric)));
  const rows = new RowSorter(`${draft}.rows`);
  for (let index = 0; index < step.size; index += 1) {
    rows.add({
      id: step.comparedId(index),
      row: step.row(index),
      index,
      cluster: null,
      scores: samples.map((column) => column[index]),
    });
    if (rows.isFull) await rows.spill();
  }
  await writeColumns(jobColumnFile(folder, step.stepIndex), draft, {
    stamp,
    metrics,
    rows,
    rowOf: new Uint32Array(step.size),
    sections: [
      ['seqs', new Uint8Array(Uint32Array.from(step.seqs).buffer)],
      ...samples.map((column, position) => [sampleSection(position), new Uint8Array(column.buffer)] as const),
    ],
  });
}
