import { cutText } from './cut-text.ts';
import { durationFigure, shareFigure } from './figure.ts';
import type { JobReport, ReportedJob } from './job-report.ts';
import { heading, paragraph, type ReportBlock, type Span } from './report-block.ts';

const TEXT_LENGTH = 2000;

type Fact = readonly [name: string, value: Span | null];

/** The title and what was done with what. */
export function factsBlocks(report: JobReport): readonly ReportBlock[] {
  const { job } = report;
  const rows = facts(job).flatMap(([name, value]) => (value === null ? [] : [[name, value]]));
  return [
    heading(1, `${job.kind[0]?.toUpperCase()}${job.kind.slice(1)} of ${job.project}.${job.program} with prompt ${job.prompt}`),
    ...(job.is_settled ? [] : [paragraph({ strong: progress(report) })]),
    ...(job.is_settled && job.status !== 'done'
      ? [paragraph({ strong: `This job ended early (${job.status}).` }, ' The report is of what it left.')]
      : []),
    { kind: 'table', columns: [{ title: 'What' }, { title: 'Value' }], rows },
  ];
}

function facts(job: ReportedJob): readonly Fact[] {
  const kwargs = job.generation_kwargs;
  return [
    ['Status', { strong: job.status }],
    ['Error', job.error && cutText(job.error, TEXT_LENGTH)],
    ['Job', code(job.job_id)],
    ['Label', job.label && cutText(job.label, TEXT_LENGTH)],
    ['Experiment', job.experiment_id],
    ['Project', code(job.project)],
    ['Program', code(job.program)],
    ['Prompt', code(job.prompt)],
    ['Dataset', code(job.examples)],
    ['Dataset SHA-256', code(job.dataset_sha256)],
    ['Model', code(job.model)],
    ['Generation', kwargs && { code: JSON.stringify(kwargs) }],
    ['Metrics', job.metrics && { code: job.metrics.join(', ') }],
    ['Proposer', code(job.proposer_model)],
    ['Steps after the baseline', code(job.steps)],
    ['Workers', code(job.workers)],
    ['Trials an example', job.repeats === 1 ? null : code(job.repeats)],
    ['Only the first examples', code(job.limit)],
    ['Order', job.seed === null ? null : { code: `shuffled with seed ${job.seed}` }],
    ...times(job),
    ['Assay', code(job.assay_version)],
  ];
}

/** A plan is a step's, so of an optimize job the number alone says nothing. */
function progress({ job, reliability }: JobReport): string {
  const { planned_trials: planned, kind, status } = job;
  const done = reliability.trials;
  const far = planned === null || kind === 'optimize' ? `${done} trials` : `${shareFigure(done, planned)} trials`;
  return `This job is ${status}: the report is of what there is so far, ${far}.`;
}

function code(text: string | number | null): Span | null {
  return text === null ? null : { code: String(text) };
}

function times({ started_at: start, finished_at: end }: ReportedJob): readonly Fact[] {
  const seconds = end === null ? NaN : (Date.parse(end) - Date.parse(start)) / 1000;
  return [
    ['Started', start],
    ['Finished', end],
    ['Duration', Number.isNaN(seconds) ? null : durationFigure(seconds)],
  ];
}
