import type { Sample } from '../domain/run.ts';
import type { Disagreement } from '../statistics/score-distributions.ts';
import type { Verdict } from '../statistics/verdict.ts';
import { standing } from './best-sentence.ts';
import { forestChart, histograms } from './charts.ts';
import {
  type ComparisonReport,
  type ReportedComparison,
  type ReportedMetric,
  type ReportedPair,
  type ReportedWarning,
  sampleKey,
  type SamplesByRun,
} from './comparison-report.ts';
import { methodSentences, pairsOf, summarySentences } from './comparison-sentences.ts';
import { intervalText, numberText, pFigure, pText, signedText } from './figures.ts';
import { htmlPage } from './html-page.ts';
import { markdownDocument } from './markdown.ts';
import { heading, notes, paragraph, type Cell, type Column, type ReportBlock, type Span } from './report-block.ts';
import { cutText } from './visible-text.ts';

const MOST_PLOTTED = 45;
const LARGEST_MATRIX = 20;
const MOST_LISTED = 500;
const TEXT_LENGTH = 6_000;
const MOST_MARKDOWN_ROWS = 60;
const MOST_MARKDOWN_NOTES = 10;

/** A comparison as one HTML page: verdicts, charts, tables, and the samples on which the runs disagree most. */
export function comparisonHtml(report: ComparisonReport): string {
  const { body } = report;
  const [first = '', second = ''] = body.run_ids;
  return htmlPage([
    heading(1, body.run_ids.length === 2 ? `${first} against ${second}` : `${body.run_ids.length} runs compared`),
    ...summarySentences(body).map((sentence): ReportBlock => ({ kind: 'paragraph', spans: [sentence], look: 'lead' })),
    ...notes(messages(body.warnings)),
    ...body.metric_summaries.flatMap((metric) => metricBlocks(metric, report)),
    { kind: 'footnote', text: methodSentences(body).join(' ') },
  ]);
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
    heading(3, 'Paired differences, with intervals'),
    ...differenceBlocks(pairs, summary, body.metadata.margin),
    heading(3, 'Wins and losses'),
    matrixBlock(body.run_ids, pairs),
    heading(3, 'How the scores are spread'),
    ...(distribution === undefined ? [] : [{ kind: 'drawing' as const, markup: histograms(distribution) }]),
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
    columns: [{ title: 'run', isHeader: true }, ...['mean', 'interval', 'standard error'].map(numeric), { title: '' }],
    rows: summary.means.map(({ run_id: runId, mean, interval, standard_error: error }) => [
      runId,
      numberText(mean),
      intervalText(interval),
      numberText(error),
      standing(summary, runId),
    ]),
  };
}

function numeric(title: string): Column {
  return { title, isNumeric: true };
}

function differenceBlocks(
  pairs: readonly ReportedPair[],
  { best_run: best }: ReportedMetric,
  margin: number | null,
): readonly ReportBlock[] {
  const plotted =
    pairs.length <= MOST_PLOTTED
      ? pairs
      : pairs.filter(({ run_a: a, run_b: b }) => a === best || b === best).slice(0, MOST_PLOTTED);
  const note = `Of ${pairs.length} pairs, ${plotted.length} with the best run are drawn.`;
  return [
    { kind: 'drawing', markup: forestChart(plotted, margin) },
    ...(plotted.length === pairs.length ? [] : [paragraph({ note: note })]),
    { kind: 'fold', summary: ['All numbers'], blocks: pairBlocks(pairs) },
  ];
}

/** Every number of every pair that a reader may ask for. */
function pairBlocks(pairs: readonly ReportedPair[]): readonly ReportBlock[] {
  const rest = pairs.length - MOST_LISTED;
  return [
    {
      kind: 'table',
      columns: [
        { title: 'pair', isHeader: true },
        ...['first', 'second', 'difference', 'interval', 'p', 'n', 'detectable'].map(numeric),
        { title: 'verdict' },
        { title: 'notes' },
      ],
      rows: pairs
        .slice(0, MOST_LISTED)
        .map((pair) => [
          `${pair.run_a} − ${pair.run_b}`,
          ...pairFigures(pair),
          numberText(pair.mde),
          verdictText(pair),
          { note: messages(pair.warnings).join(' ') },
        ]),
    },
    ...(rest > 0 ? [paragraph({ note: `${rest} more pairs are not listed.` })] : []),
  ];
}

/** Both means, the difference with its interval, p and n. */
function pairFigures(pair: ReportedPair): readonly string[] {
  return [
    numberText(pair.run_a_mean),
    numberText(pair.run_b_mean),
    signedText(pair.delta),
    intervalText(pair.interval),
    pFigure(pair.corrected_p_value, pair.resamples),
    String(pair.n),
  ];
}

function verdictText({ verdict }: ReportedPair): string {
  return verdict.replaceAll('_', ' ');
}

/** Row minus column, with who won: every run against every other in one metric. */
function matrixBlock(runIds: readonly string[], pairs: readonly ReportedPair[]): ReportBlock {
  if (runIds.length > LARGEST_MATRIX)
    return paragraph(`${runIds.length} runs are too many for a table of every two; all pairs are under “All numbers”.`);

  const known = new Map(pairs.map((pair) => [JSON.stringify([pair.run_a, pair.run_b]), pair]));
  const cell = (row: string, column: string): Cell => {
    if (row === column) return { spans: [], look: 'self' };
    const pair = known.get(JSON.stringify([row, column]));
    if (pair !== undefined) return outcomeCell(pair, pair.delta, row);
    const mirrored = known.get(JSON.stringify([column, row]));
    return mirrored === undefined ? '' : outcomeCell(mirrored, mirrored.delta === null ? null : -mirrored.delta + 0, row);
  };
  return {
    kind: 'table',
    look: 'matrix',
    columns: [{ title: 'row − column', isHeader: true }, ...runIds.map((title) => ({ title }))],
    rows: runIds.map((row) => [row, ...runIds.map((column) => cell(row, column))]),
  };
}

function outcomeCell(
  { winner, verdict, corrected_p_value: p, resamples }: ReportedPair,
  delta: number | null,
  row: string,
): Cell {
  const outcome = winner === 'tie' ? WITHOUT_WINNER[verdict] : winner === row ? 'win' : 'loss';
  return { spans: [signedText(delta), { note: `${outcome}, ${pText(p, resamples)}` }], look: outcome };
}

const WITHOUT_WINNER: Readonly<Record<Verdict, string>> = {
  a_better: 'tie',
  b_better: 'tie',
  equivalent: 'equivalent',
  inconclusive: 'open',
  insufficient_data: 'no data',
};

/** Samples with what each run was asked and answered, side by side. */
function disagreementBlocks(found: readonly Disagreement[], samples: SamplesByRun): readonly ReportBlock[] {
  if (found.length === 0) return [paragraph('The runs have the same score on every sample that they share.')];
  return found.map((disagreement, i) => disagreementFold(disagreement, samples, i === 0));
}

function disagreementFold(disagreement: Disagreement, samples: SamplesByRun, isOpen: boolean): ReportBlock {
  const { metric, sampleId, spread } = disagreement;
  const answers = [...samples].map(([runId, byKey]) => ({ runId, sample: byKey.get(sampleKey(disagreement)) }));
  const prompts = new Set(answers.flatMap(({ sample }) => sample?.prompt ?? []));
  const [shared] = prompts.size === 1 ? prompts : [];
  const scores = answers.flatMap(({ runId, sample }): Span[] => [`· ${runId}:`, { strong: scoreText(sample, metric) }]);
  return {
    kind: 'fold',
    isOpen,
    summary: [{ code: sampleId }, { note: `${numberText(spread)} apart` }, ...scores],
    blocks: [
      ...(shared === undefined ? [] : textBlocks('Prompt', shared)),
      {
        kind: 'side-by-side',
        parts: answers.map(({ runId, sample }) => [
          heading(4, runId, { note: `${metric} ${scoreText(sample, metric)}` }),
          ...answerBlocks(sample, shared === undefined),
        ]),
      },
    ],
  };
}

function scoreText(sample: Sample | undefined, metric: string): string {
  const score = sample && new Map(Object.entries(sample.scores)).get(metric);
  return score === undefined ? 'no score' : numberText(score);
}

function answerBlocks(sample: Sample | undefined, withPrompt: boolean): readonly ReportBlock[] {
  if (sample === undefined) return [paragraph('The run does not have this sample.')];
  return [...(withPrompt ? textBlocks('Prompt', sample.prompt) : []), ...textBlocks('Response', sample.response)];
}

function textBlocks(title: string, content: string): readonly ReportBlock[] {
  const text: ReportBlock =
    content === '' ? paragraph({ note: 'empty' }) : { kind: 'text', text: cutText(content, TEXT_LENGTH) };
  return [paragraph({ strong: title }), text];
}

/** A comparison in a few lines of Markdown, for a pull request. */
export function comparisonMarkdown(body: ReportedComparison): string {
  const { pairwise_results: pairs, warnings } = body;
  const rest = pairs.length - MOST_MARKDOWN_ROWS;
  const found = new Set(messages([...warnings, ...pairs.flatMap((pair) => pair.warnings)]));
  return markdownDocument([
    ...summarySentences(body).map((sentence) => paragraph(sentence)),
    {
      kind: 'table',
      columns: [
        ...['metric', 'run', 'baseline'].map((title) => ({ title })),
        ...['run', 'baseline', 'difference'].map(numeric),
        { title: 'interval' },
        { title: 'p' },
        numeric('n'),
        { title: 'verdict' },
      ],
      rows: pairs
        .slice(0, MOST_MARKDOWN_ROWS)
        .map((pair) => [pair.metric, pair.run_a, pair.run_b, ...pairFigures(pair), verdictText(pair)]),
    },
    ...(rest > 0 ? [paragraph(`${rest} more pairs are not listed.`)] : []),
    ...notes([...found].slice(0, MOST_MARKDOWN_NOTES)),
    { kind: 'footnote', text: methodSentences(body).join(' ') },
  ]);
}
