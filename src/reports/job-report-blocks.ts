import { fieldFacts } from '../domain/recorded-fields.ts';
import { countFigure, dollarFigure, durationFigure, scoreFigure, shareFigure, rangeFigure } from './figures.ts';
import type {
  FailureGroup,
  JobReport,
  Latency,
  MetricQuality,
  Quality,
  Reliability,
  ReportedCalls,
  ReportedNoise,
  ReportedJob,
  Telemetry,
} from './job-report.ts';
import { htmlPage } from './html-page.ts';
import { JUDGE_TITLES, judgeFigures } from './judge-blocks.ts';
import { markdownDocument } from './markdown.ts';
import { type Cell, heading, paragraph, type ReportBlock, type Span } from './report-block.ts';
import { trajectoryBlocks } from './trajectory-blocks.ts';
import { cutText } from '../evaluation/visible-text.ts';
import { weakestBlocks } from './weakest-blocks.ts';

const FACT_LENGTH = 2000;
const NOISE =
  'Replicate noise is how much the score of one example varies when it is looked at again: the standard deviation within an ' +
  'example, pooled over examples, between its repeated trials and, for a judge, between repeated looks at one trial.';
const NO_NOISE =
  'Nothing was repeated, so there is no replicate noise to measure: repeats of the job or of a judge would show it.';
const SPREAD =
  'Scores are normalized to 0 … 1, and each example counts once, by the mean of its trials. The interval is Student’s t; SD is the ' +
  'standard deviation between examples.';
const UNANSWERED =
  'A trial that got no answer from its provider has no score: no mean counts it. Any other failed trial scores 0.';
const BY_LABELS =
  'People have labelled some of the samples. The mean that they would give is made of the metric’s scores of all samples and their labels, which must ' +
  'be of a random part of them; below 50 labels it is rough.';
const MOST_ROWS = 20;
const MESSAGE_LENGTH = 400;
const TYPE_LENGTH = 100;

/** A job's report as one HTML page. */
export function jobHtml(report: JobReport): string {
  return htmlPage(reportBlocks(report));
}

/** The same report as Markdown. */
export function jobMarkdown(report: JobReport): string {
  return markdownDocument(reportBlocks(report));
}

/** The one place that decides what stands in a job's report, for Markdown and HTML alike. */
function reportBlocks(report: JobReport): readonly ReportBlock[] {
  const { job, trajectory } = report;
  return [
    ...factsBlocks(report),
    ...qualityBlocks(report),
    ...(trajectory === null ? [] : trajectoryBlocks(trajectory)),
    ...reliabilityBlocks(report.reliability),
    ...telemetryBlocks(report.telemetry),
    ...weakestBlocks(job, report.weakest),
  ];
}

type Fact = readonly [name: string, value: Span | null];

/** The title and what was done with what. */
function factsBlocks(report: JobReport): readonly ReportBlock[] {
  const { job } = report;
  const rows = facts(job).flatMap(([name, value]) => (value === null ? [] : [[name, value]]));
  return [
    heading(1, `${job.kind[0]?.toUpperCase()}${job.kind.slice(1)} of ${job.project}.${job.program} with prompt ${job.prompt}`),
    ...(job.is_settled ? [] : [paragraph({ strong: progress(report) })]),
    ...(job.is_settled && job.status !== 'done'
      ? [paragraph({ strong: `This job ended early (${earlyText(job)}).` }, ' The report covers what it did until then.')]
      : []),
    { kind: 'table', columns: [{ title: 'What' }, { title: 'Value' }], rows },
  ];
}

function earlyText({ status, stopped_because: because }: ReportedJob): string {
  return because === null ? status : `${status}: ${because}`;
}

function facts(job: ReportedJob): readonly Fact[] {
  return [
    ['Status', { strong: job.status }],
    ['Error', job.error && cutText(job.error, FACT_LENGTH)],
    ['Job', code(job.job_id)],
    ...fieldFacts({ ...job }).map(({ title, text }): Fact => [title, code(cutText(text, FACT_LENGTH))]),
    ['Dataset SHA-256', code(job.dataset_sha256)],
    ...times(job),
    ['Assay', code(job.assay_version)],
  ];
}

/** A plan is a step's, so of an optimize job the number alone says nothing. */
function progress({ job, reliability }: JobReport): string {
  const { planned_trials: planned, kind, status } = job;
  const done = reliability.trials;
  const far = planned === null || kind === 'optimize' ? `${done} trials` : `${shareFigure(done, planned)} trials`;
  return `This job is ${status}. The report covers it so far: ${far}.`;
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

/** The scores by metric, and how far they can be trusted. */
function qualityBlocks(report: JobReport): readonly ReportBlock[] {
  const { metrics, overall } = report.quality;
  const title = heading(2, 'Quality');
  if (metrics.length === 0)
    return [title, paragraph(report.job.kind === 'run' ? 'A run has no metrics.' : 'Nothing was scored.')];

  const count = overall?.n ?? 0;
  const overallRow: Span[] = [
    `Mean over ${count} ${count === 1 ? 'metric' : 'metrics'}`,
    '',
    { strong: scoreFigure(overall?.mean ?? null) },
    '',
    '',
    '',
    '',
    '',
  ];
  return [
    title,
    ...stepNote(report),
    {
      kind: 'table',
      columns: [
        { title: 'Metric' },
        { title: 'Kind' },
        { title: 'Mean', isNumeric: true },
        { title: '95 % interval', isNumeric: true },
        { title: 'SD', isNumeric: true },
        { title: 'Examples', isNumeric: true },
        { title: 'Noise between trials', isNumeric: true },
        { title: 'Noise between looks', isNumeric: true },
      ],
      rows: [...metrics.map(metricRow), overallRow],
    },
    paragraph(`${SPREAD} ${metrics.some(isRepeated) ? NOISE : NO_NOISE}`),
    ...labelledBlocks(report.quality),
  ];
}

/** The means by human labels; nothing where there are none. */
function labelledBlocks({ by_human_labels: labelled }: Quality): readonly ReportBlock[] {
  if (labelled.length === 0) return [];
  const [, , ...figures] = JUDGE_TITLES;
  return [
    paragraph(BY_LABELS),
    {
      kind: 'table',
      columns: [{ title: 'Labels by people' }, { title: 'Metric' }, ...figures.map((title) => ({ title, isNumeric: true }))],
      rows: labelled.map(({ labels, metric, ...judge }) => [labels, { code: metric }, ...judgeFigures(judge)]),
    },
  ];
}

/** An optimize job's quality is that of one step. */
function stepNote({ quality: { step_index: step }, trajectory }: JobReport): readonly ReportBlock[] {
  if (trajectory === null) return [];
  const isBest = trajectory.steps.some((known) => known.step_index === step && known.is_best);
  const name = step === 0 ? 'the baseline (step 0)' : `step ${step}`;
  return [paragraph(`Of ${name}, ${isBest ? 'the best that has ended' : 'as no step has a score yet'}.`)];
}

function metricRow(metric: MetricQuality): readonly Span[] {
  return [
    { code: metric.name },
    metric.kind === 'llm_judge' ? 'judge' : 'program',
    scoreFigure(metric.mean),
    rangeFigure(metric.interval),
    scoreFigure(metric.sd),
    countFigure(metric.n),
    noiseFigure(metric.trial_noise),
    noiseFigure(metric.look_noise),
  ];
}

function isRepeated({ trial_noise: trials, look_noise: looks }: MetricQuality): boolean {
  return trials !== null || looks !== null;
}

function noiseFigure(noise: ReportedNoise | null): string {
  return noise === null ? '–' : `${scoreFigure(noise.sd)} (df ${countFigure(noise.degrees_of_freedom)})`;
}

/** What failed, and why. */
function reliabilityBlocks(reliability: Reliability): readonly ReportBlock[] {
  const { trials, failed_trials: failedTrials, scorings, failed_scorings: failedScorings, failures } = reliability;
  const rest = failures.slice(MOST_ROWS).reduce((sum, { count }) => sum + count, reliability.other_failures);
  return [
    heading(2, 'Reliability'),
    paragraph(
      `Failed trials: ${shareFigure(failedTrials, trials)}${kindsText(reliability)}. ` +
        `Failed scorings: ${shareFigure(failedScorings, scorings)}.`,
    ),
    ...(reliability.failed_trials_by_kind.provider === 0 ? [] : [paragraph(UNANSWERED)]),
    ...(failures.length === 0 ? [] : [failureTable(reliability)]),
    ...(rest === 0 ? [] : [paragraph(`And ${countFigure(rest)} failures for other, rarer reasons.`)]),
  ];
}

/** Of failed trials whose kind is told. */
function kindsText({ failed_trials_by_kind: { provider, answer, program } }: Reliability): string {
  const parts = [
    [provider, 'without an answer of the provider'],
    [answer, 'with an answer that could not be used'],
    [program, 'by the program'],
  ] as const;
  const told = parts.filter(([count]) => count > 0).map(([count, what]) => `${countFigure(count)} ${what}`);
  return told.length === 0 ? '' : ` (${told.join(', ')})`;
}

function failureTable({ failures }: Reliability): ReportBlock {
  return {
    kind: 'table',
    columns: [
      { title: 'Count', isNumeric: true },
      { title: 'What failed' },
      { title: 'Why, and an example' },
      { title: 'First trial' },
    ],
    rows: failures.slice(0, MOST_ROWS).map(failureRow),
  };
}

function failureRow({ metric, type, shape, message, count, trial_id: trialId }: FailureGroup): readonly Cell[] {
  const said = cutText(message, MESSAGE_LENGTH);
  const why: Span[] = count === 1 || shape === message ? [said] : [shape, { note: `e.g. ${said}` }];
  return [
    countFigure(count),
    metric === null ? 'trial' : { code: metric },
    { spans: [{ code: cutText(type, TYPE_LENGTH) }, ...why], look: 'reason' },
    { code: trialId },
  ];
}

/** What asking models took. */
function telemetryBlocks(telemetry: Telemetry): readonly ReportBlock[] {
  const { trials, without_tokens: unknown, latency } = telemetry;
  const title = heading(2, 'Telemetry');
  if (trials === 0 || latency === null) return [title, paragraph('No trial has telemetry.')];
  return [
    title,
    tokenTable(telemetry),
    callTable(telemetry),
    ...(unknown === 0 ? [] : [paragraph(`The provider did not report the tokens of ${countFigure(unknown)} trials.`)]),
    latencyTable(latency),
    paragraph('Of the trials whose model was asked, each by all its calls. The percentiles are exact.'),
  ];
}

function tokenTable(telemetry: Telemetry): ReportBlock {
  const { input_tokens: input, output_tokens: output } = telemetry;
  const row = (name: string, tokens: number): Span[] => [name, countFigure(tokens), perTrial(tokens, telemetry)];
  return {
    kind: 'table',
    columns: [{ title: 'Tokens' }, { title: 'Total', isNumeric: true }, { title: 'A trial', isNumeric: true }],
    rows: [row('In', input), row('Out', output)],
  };
}

/** Who asked a model, how often, and what it took. */
function callTable({ programs, judges, proposer }: Telemetry): ReportBlock {
  const asked = [
    ['Program', programs],
    ['Judges', judges],
    ['Proposer', proposer],
  ] as const;
  const titles = ['Calls', 'of no use', 'Tokens in', 'Tokens out', 'Model time', 'Cost'];
  return {
    kind: 'table',
    columns: [{ title: 'Asked by' }, ...titles.map((title) => ({ title, isNumeric: true }))],
    rows: asked.filter(([, { calls }]) => calls > 0).map(([name, totals]) => [name, ...callFigures(totals)]),
  };
}

function callFigures({
  calls,
  extra_calls: extra,
  input_tokens: input,
  output_tokens: output,
  latency,
  cost_usd: cost,
}: ReportedCalls): string[] {
  return [...[calls, extra, input, output].map(countFigure), durationFigure(latency), dollarFigure(cost)];
}

function latencyTable({ n, mean, p50, p95, max }: Latency): ReportBlock {
  const titles = ['Trials', 'Mean', 'Median', '95th percentile', 'Longest'];
  return {
    kind: 'table',
    columns: titles.map((title) => ({ title, isNumeric: true })),
    rows: [[countFigure(n), ...[mean, p50, p95, max].map(durationFigure)]],
  };
}

function perTrial(tokens: number, { trials, without_tokens: unknown }: Telemetry): string {
  const known = trials - unknown;
  return known === 0 ? '–' : (tokens / known).toFixed(1);
}
