import Table from 'cli-table3';
import type { ComparisonDto } from '../../compare/comparison.dto.ts';
import { summarySentences } from '../../reports/comparison-sentences.ts';
import { areCorrected, intervalTitles, pairFigures, pTitle } from '../../reports/pair-figures.ts';
import { visibleLine } from '../../evaluation/visible-text.ts';
import { partTables } from './part-tables.ts';
import { verdictWords } from './verdict-words.ts';

/** The comparison of a candidate with a baseline: a row a metric, then the verdicts and what to keep in mind, in sentences. */
export function comparisonTable(body: ComparisonDto, inColour: boolean): string {
  const [candidate = '', baseline = ''] = body.run_ids;
  const pairs = body.pairwise_results;
  const isCorrected = areCorrected(pairs);
  const figures = [candidate, baseline, 'difference', ...intervalTitles(pairs), pTitle(pairs, body.metadata.correction), 'n'];
  const table = new Table({
    head: ['metric', ...figures, 'verdict'].map(visibleLine),
    colAligns: ['left', ...figures.map(() => 'right' as const), 'left'],
    style: inColour ? { head: ['bold'], border: ['dim'] } : { head: [], border: [] },
  });
  table.push(...pairs.map((pair) => [visibleLine(pair.metric), ...pairFigures(pair, isCorrected), verdictWords(pair)]));
  const ofSlices = body.slices.flatMap(({ level, warnings }) =>
    warnings.map(({ message }) => ({ message: `${level}: ${message}` })),
  );
  const ofMetrics = [...body.metric_summaries, ...pairs].flatMap(({ warnings }) => warnings);
  const notes = [...body.warnings, ...ofMetrics, ...ofSlices].map(({ message }) => message);
  const lines = [...summarySentences(body), ...[...new Set(notes)].map((note) => `Note: ${note}`)];
  const parts = partTables(body, inColour).map((part) => `${part}\n\n`);
  return `${table.toString()}\n\n${parts.join('')}${lines.map(visibleLine).join('\n')}\n`;
}
