import { NO_ANSWER } from '../evaluation/scoring.ts';
import { cutText } from '../evaluation/visible-text.ts';
import { aboutBlocks } from './about-blocks.ts';
import { exampleBlocks } from './example-blocks.ts';
import { countFigure, dollarFigure, durationFigure, shareFigure } from './figures.ts';
import { htmlPage } from './html-page.ts';
import type { FailureGroup, JobReport, Latency, Reliability, ReportedCalls, ReportedJob, Telemetry } from './job-report.ts';
import { markdownDocument } from './markdown.ts';
import { qualityBlocks } from './quality-blocks.ts';
import { type Cell, heading, paragraph, type ReportBlock, type Span } from './report-block.ts';
import { reasonAddress, type ServerRoot } from './report-links.ts';
import { resultBlocks } from './result-blocks.ts';
import { trajectoryBlocks } from './trajectory-blocks.ts';

const UNANSWERED =
  'A trial that got no answer from its provider has no score: no mean counts it. Any other failed trial scores 0.';
/** Markdown has no room to fold in a terminal, nor in a pull request. */
const MOST_EXAMPLES_OF_MARKDOWN = 10;
const MOST_ROWS = 20;
const MESSAGE_LENGTH = 400;
const TYPE_LENGTH = 100;

/** A job's report as one HTML page; `root` is where the server that shows it has its own. */
export function jobHtml(report: JobReport, root: ServerRoot = null): string {
  return htmlPage(reportBlocks(report, { examples: report.examples.listed.length, root }));
}

/** The same report as Markdown, with fewer examples. */
export function jobMarkdown(report: JobReport): string {
  return markdownDocument(reportBlocks(report, { examples: MOST_EXAMPLES_OF_MARKDOWN, root: null }));
}

interface Extent {
  /** The most examples that are listed. */
  readonly examples: number;
  readonly root: ServerRoot;
}

/** The one place that decides what stands in a job's report, for Markdown and HTML alike. */
function reportBlocks(report: JobReport, { examples, root }: Extent): readonly ReportBlock[] {
  const { job, trajectory } = report;
  return [
    ...resultBlocks(report, root),
    ...qualityBlocks(report),
    ...(trajectory === null ? [] : trajectoryBlocks(trajectory)),
    ...reliabilityBlocks(report.reliability, rowsByReason(job, root)),
    ...exampleBlocks(report, examples, root),
    ...telemetryBlocks(report.telemetry),
    ...aboutBlocks(job),
  ];
}

/** Where the rows are that failed for a reason. `null` where there is no such page: in a file, or for the many steps of a search. */
type RowsByReason = ((reason: string) => string) | null;

function rowsByReason({ job_id: jobId, kind }: ReportedJob, root: ServerRoot): RowsByReason {
  return root === null || kind === 'optimize' ? null : (reason) => reasonAddress(root, jobId, reason);
}

/** What failed, and why. */
function reliabilityBlocks(reliability: Reliability, rowsOf: RowsByReason): readonly ReportBlock[] {
  const { trials, failed_trials: failedTrials, scorings, failed_scorings: failedScorings, failures } = reliability;
  const rest = failures.slice(MOST_ROWS).reduce((sum, { count }) => sum + count, reliability.other_failures);
  return [
    heading(2, 'Reliability'),
    paragraph(
      `Failed trials: ${shareFigure(failedTrials, trials)}${kindsText(reliability)}. ` +
        `Failed scorings: ${shareFigure(failedScorings, scorings)}.`,
    ),
    ...(reliability.failed_trials_by_kind.provider === 0 ? [] : [paragraph(UNANSWERED)]),
    ...(failures.length === 0 ? [] : [failureTable(reliability, rowsOf)]),
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

function failureTable({ failures }: Reliability, rowsOf: RowsByReason): ReportBlock {
  return {
    kind: 'table',
    look: 'cards',
    columns: [
      { title: 'Count', isNumeric: true },
      { title: 'What failed' },
      { title: 'Why, and an example' },
      { title: 'First trial' },
    ],
    rows: failures.slice(0, MOST_ROWS).map((failure) => failureRow(failure, rowsOf)),
  };
}

function failureRow(failure: FailureGroup, rowsOf: RowsByReason): readonly Cell[] {
  const { reason, metric, type, shape, message, count, trial_id: trialId } = failure;
  const said = cutText(message, MESSAGE_LENGTH);
  const why: Span[] = count === 1 || shape === message ? [said] : [shape, { note: `e.g. ${said}` }];
  return [
    // Scorings of trials without an answer are told with their trials.
    rowsOf === null || type === NO_ANSWER ? countFigure(count) : { link: countFigure(count), href: rowsOf(reason) },
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
