import { fieldFacts } from '../domain/recorded-fields.ts';
import { cutText } from '../evaluation/visible-text.ts';
import { durationFigure } from './figures.ts';
import type { ReportedJob } from './job-report.ts';
import { fold, type ReportBlock, type Span } from './report-block.ts';

const FACT_LENGTH = 2000;

type Fact = readonly [name: string, value: Span | null];

/** What a job was made with, for those who want to make it again; folded, as few readers do. */
export function aboutBlocks(job: ReportedJob): readonly ReportBlock[] {
  const rows = facts(job).flatMap(([name, value]) => (value === null ? [] : [[name, value]]));
  return [
    fold('What it was made with', { kind: 'table', columns: [{ title: 'What', isHeader: true }, { title: 'Value' }], rows }),
  ];
}

function facts(job: ReportedJob): readonly Fact[] {
  return [
    ...fieldFacts({ ...job }).map(({ title, text }): Fact => [title, code(cutText(text, FACT_LENGTH))]),
    ...times(job),
    ['Job', code(job.job_id)],
    ['Dataset SHA-256', code(job.dataset_sha256)],
    ['Assay', code(job.assay_version)],
  ];
}

function times(job: ReportedJob): readonly Fact[] {
  const { seconds } = job;
  return [
    ['Started', job.started_at],
    ['Finished', job.finished_at],
    [job.was_resumed ? 'At work' : 'Duration', seconds === null ? null : durationFigure(seconds)],
  ];
}

function code(text: string | null): Span | null {
  return text === null ? null : { code: text };
}
