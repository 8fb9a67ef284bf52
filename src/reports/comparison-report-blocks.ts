import { standing } from './best-sentence.ts';
import { histograms } from './charts.ts';
import { forestChart } from './forest-chart.ts';
import type {
  ComparisonReport,
  ReportedComparison,
  ReportedMethod,
  ReportedMetric,
  ReportedPair,
  ReportedWarning,
} from './comparison-report.ts';
import { methodSentences, pairsOf, summarySentences } from './comparison-sentences.ts';
import { intervalText, numberText } from './figures.ts';
import { htmlPage } from './html-page.ts';
import { judgeBlocks } from './judge-blocks.ts';
import { markdownDocument } from './markdown.ts';
import { disagreementBlocks } from './disagreement-blocks.ts';
import { overviewBlocks } from './overview-blocks.ts';
import { pairTable, outcomeMatrix, shortPairTable } from './pair-tables.ts';
import { sliceBlocks, taskBlocks } from './part-blocks.ts';
import { passKBlocks } from './pass-k-blocks.ts';
import { heading, notes, numericColumn, paragraph, type ReportBlock, type Span } from './report-block.ts';
import { titledComparison, titledReport } from './titled-comparison.ts';

const MOST_PLOTTED = 45;
const MOST_ROWS = 500;
const MOST_MARKDOWN_ROWS = 60;
const MOST_MARKDOWN_NOTES = 10;

/** A comparison as one HTML page: verdicts, charts, tables, and the samples on which the runs disagree most. */
export function comparisonHtml(found: ComparisonReport): string {
  const report = titledReport(found);
  const { body } = report;
  const [first = '', second = ''] = body.run_ids;
  return htmlPage([
    heading(1, body.run_ids.length === 2 ? `${first} against ${second}` : `${body.run_ids.length} runs compared`),
    ...runIdBlocks(body),
    ...summarySentences(body).map((sentence): ReportBlock => ({ kind: 'paragraph', spans: [sentence], look: 'lead' })),
    ...overviewBlocks(body),
    ...notes(messages(body.warnings)),
    ...body.metric_summaries.flatMap((metric) => metricBlocks(metric, report)),
    { kind: 'footnote', text: methodSentences(body).join(' ') },
  ]);
}

/** The ids of the runs, once; none where every run is called by its id. */
function runIdBlocks({ runs, run_ids: titles }: ReportedComparison): readonly ReportBlock[] {
  const spans = runs.flatMap(({ run_id: runId }, at): Span[] =>
    titles[at] === runId ? [] : [{ note: `${titles[at] ?? ''}: ` }, { code: runId }],
  );
  return spans.length === 0 ? [] : [paragraph(...spans)];
}

function metricBlocks(summary: ReportedMetric, report: ComparisonReport): readonly ReportBlock[] {
  const { metric } = summary;
  const { body } = report;
  const pairs = pairsOf(body, metric);
  const distribution = report.distributions.find((found) => found.metric === metric);
  const found = report.disagreements.filter((disagreement) => disagreement.metric === metric);
  return [
    heading(2, metric, ...(summary.lower_is_better ? [{ note: 'lower is better' }] : [])),
    ...notes(messages([...summary.warnings, ...(pairs.length === 1 ? (pairs[0]?.warnings ?? []) : [])])),
    heading(3, `Means over the ${summary.n} samples that all runs share`),
    meansTable(summary),
    ...passKBlocks(summary),
    ...judgeBlocks(summary),
    heading(3, 'Paired differences, with intervals'),
    ...differenceBlocks(pairs, summary, body.metadata),
    ...taskBlocks(pairs, MOST_ROWS),
    ...sliceBlocks(body, metric, MOST_ROWS),
    heading(3, 'Wins and losses'),
    outcomeMatrix(body.run_ids, pairs),
    heading(3, 'How the scores are spread'),
    ...(distribution === undefined
      ? []
      : [
          {
            kind: 'drawing' as const,
            markup: histograms(
              distribution.runs.map(({ runId, n, counts }) => ({
                name: runId,
                n,
                from: distribution.edges[0] ?? 0,
                to: distribution.edges.at(-1) ?? 0,
                counts,
              })),
            ),
          },
        ]),
    heading(3, 'Where the runs disagree most'),
    ...disagreementBlocks(found, report.samples),
  ];
}

function messages(warnings: readonly ReportedWarning[]): readonly string[] {
  return warnings.map(({ message }) => message);
}

/** Each run's mean over the samples that all share. */
function meansTable(summary: ReportedMetric): ReportBlock {
  return {
    kind: 'table',
    look: 'cards',
    columns: [{ title: 'run', isHeader: true }, ...['mean', 'interval', 'standard error'].map(numericColumn), { title: '' }],
    rows: summary.means.map(({ run_id: runId, mean, interval, standard_error: error }) => [
      runId,
      numberText(mean),
      intervalText(interval),
      numberText(error),
      standing(summary, runId),
    ]),
  };
}

function differenceBlocks(
  pairs: readonly ReportedPair[],
  { best_run: best }: ReportedMetric,
  method: ReportedMethod,
): readonly ReportBlock[] {
  const plotted =
    pairs.length <= MOST_PLOTTED
      ? pairs
      : pairs.filter(({ run_a: a, run_b: b }) => a === best || b === best).slice(0, MOST_PLOTTED);
  const note = `Of ${pairs.length} pairs, ${plotted.length} with the best run are drawn.`;
  return [
    { kind: 'drawing', markup: forestChart(plotted, method.margin) },
    ...(plotted.length === pairs.length ? [] : [paragraph({ note: note })]),
    { kind: 'fold', summary: ['All numbers'], blocks: pairTable(pairs, method) },
  ];
}

/** A comparison in a few lines of Markdown, for a pull request. */
export function comparisonMarkdown(found: ReportedComparison): string {
  const body = titledComparison(found);
  const { pairwise_results: pairs, metric_summaries: metrics, warnings } = body;
  const ofMetrics = [...metrics, ...pairs].flatMap((found) => found.warnings);
  const noted = new Set(messages([...warnings, ...ofMetrics]));
  return markdownDocument([
    ...summarySentences(body).map((sentence) => paragraph(sentence)),
    ...shortPairTable(body),
    ...body.metric_summaries.flatMap((summary) => [
      ...passKBlocks(summary),
      ...judgeBlocks(summary),
      ...taskBlocks(pairsOf(body, summary.metric), MOST_MARKDOWN_ROWS),
      ...sliceBlocks(body, summary.metric, MOST_MARKDOWN_ROWS),
    ]),
    ...notes([...noted].slice(0, MOST_MARKDOWN_NOTES)),
    ...runIdBlocks(body),
    { kind: 'footnote', text: methodSentences(body).join(' ') },
  ]);
}
