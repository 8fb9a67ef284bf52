import type { ComparisonDto } from '../../compare/comparison.dto.ts';
import { summarySentences } from '../../reports/comparison-sentences.ts';
import { areCorrected, intervalTitles, pairFigures, pTitle } from '../../reports/pair-figures.ts';
import { visibleLine } from '../../evaluation/visible-text.ts';
import { wrapped } from '../fitted-text.ts';
import { tableText } from '../table.ts';
import type { Look } from '../terminal.ts';
import { partTables } from './part-tables.ts';
import { verdictCell } from './verdict-words.ts';

/** The comparison of two runs, or of several, pair by pair. */
export function comparisonTables(body: ComparisonDto, look: Look): string {
  const { run_ids: titles, runs, pairwise_results: pairs } = body;
  if (titles.length <= 2) return comparisonTable(body, look);
  const tables = titles.flatMap((a, i) =>
    titles.slice(i + 1).map((b, at) => {
      const own = pairs.filter(({ run_a: first, run_b: second }) => first === a && second === b);
      const named = [i, i + 1 + at].flatMap((place) => runs[place] ?? []);
      return comparisonTable(Object.assign({}, body, { run_ids: [a, b], runs: named, pairwise_results: own }), look);
    }),
  );
  return tables.join('\n');
}

/**
 * The comparison of a candidate with a baseline, with what they are called in place of their ids: a row a metric, then the verdicts, what to
 * keep in mind, and the ids.
 */
function comparisonTable(body: ComparisonDto, look: Look): string {
  const [candidate = '', baseline = ''] = body.run_ids;
  const pairs = body.pairwise_results;
  const isCorrected = areCorrected(pairs);
  const figures = [candidate, baseline, 'difference', ...intervalTitles(pairs), pTitle(pairs, body.metadata.correction), 'n'];
  const columns = [
    { head: 'metric', least: 10, isDistinct: true },
    ...figures.map((head) => ({ head, align: 'right' as const })),
    { head: 'verdict' },
  ];
  const rows = pairs.map((pair) => [pair.metric, ...pairFigures(pair, isCorrected), verdictCell(pair)]);
  const ofSlices = body.slices.flatMap(({ level, warnings }) =>
    warnings.map(({ message }) => ({ message: `${level}: ${message}` })),
  );
  const ofMetrics = [...body.metric_summaries, ...pairs].flatMap(({ warnings }) => warnings);
  const notes = [...body.warnings, ...ofMetrics, ...ofSlices].map(({ message }) => message);
  const lines = [...summarySentences(body), ...[...new Set(notes)].map((note) => `Note: ${note}`)];
  const parts = partTables(body, look).map((part) => `${part}\n\n`);
  const sentences = lines.map((line) => wrapped(visibleLine(line), look.columns));
  return `${tableText(columns, rows, look)}\n\n${parts.join('')}${[...sentences, ...idLines(body)].join('\n')}\n`;
}

/** None where every run is called by its id. */
function idLines({ runs, run_ids: titles }: ComparisonDto): readonly string[] {
  const lines = runs.map(({ run_id: runId }, at) => (titles[at] === runId ? '' : visibleLine(`${titles[at] ?? ''}: ${runId}`)));
  return lines.filter((line) => line !== '');
}
