import Table from 'cli-table3';
import type { ComparisonDto } from '../../compare/comparison.dto.ts';
import type { PairwiseResultDto } from '../../compare/pairwise-result.dto.ts';
import { summarySentences } from '../../reports/comparison-sentences.ts';
import { areCorrected, intervalTitles, pairFigures, pTitle } from '../../reports/pair-figures.ts';
import { visibleText } from '../../reports/visible-text.ts';

/** The comparison of a candidate with a baseline: a row a metric, then the verdicts and what to keep in mind, in sentences. */
export function comparisonTable(body: ComparisonDto, inColour: boolean): string {
  const [candidate = '', baseline = ''] = body.run_ids;
  const pairs = body.pairwise_results;
  const isCorrected = areCorrected(pairs);
  const figures = [candidate, baseline, 'difference', ...intervalTitles(pairs), pTitle(pairs, body.metadata.correction), 'n'];
  const table = new Table({
    head: ['metric', ...figures, 'verdict'].map(visibleText),
    colAligns: ['left', ...figures.map(() => 'right' as const), 'left'],
    style: inColour ? { head: ['bold'], border: ['dim'] } : { head: [], border: [] },
  });
  table.push(...pairs.map((pair) => [visibleText(pair.metric), ...pairFigures(pair, isCorrected), verdictWords(pair)]));
  const notes = [...body.warnings, ...pairs.flatMap(({ warnings }) => warnings)].map(({ message }) => message);
  const lines = [...summarySentences(body), ...[...new Set(notes)].map((note) => `Note: ${note}`)];
  return `${table.toString()}\n\n${lines.map(visibleText).join('\n')}\n`;
}

/** What the candidate is, in a word. */
function verdictWords({ verdict, negligible, warnings }: PairwiseResultDto): string {
  if (warnings.some(({ code }) => code === 'in-progress')) return 'in progress';
  return VERDICTS[verdict] + (negligible ? ', negligibly' : '');
}

const VERDICTS = {
  a_better: 'better',
  b_better: 'worse',
  equivalent: 'equivalent',
  a_not_worse: 'not worse',
  b_not_worse: 'not better',
  inconclusive: 'inconclusive',
  insufficient_data: 'too little data',
} as const;
