import Table from 'cli-table3';
import type { ComparisonDto } from '../../compare/comparison.dto.ts';
import type { PairwiseResultDto } from '../../compare/pairwise-result.dto.ts';
import { summarySentences } from '../../reports/comparison-sentences.ts';
import { intervalText, numberText, percentText, pText, signedText } from '../../reports/figures.ts';
import { visibleText } from '../../reports/visible-text.ts';

/** The comparison of a candidate with a baseline: a row a metric, then the verdicts and what to keep in mind, in sentences. */
export function comparisonTable(body: ComparisonDto, inColour: boolean): string {
  const [candidate = '', baseline = ''] = body.run_ids;
  const level = percentText(body.metadata.level);
  const table = new Table({
    head: ['metric', candidate, baseline, 'difference', `${level} interval`, 'p', 'n', 'verdict'].map(visibleText),
    colAligns: ['left', 'right', 'right', 'right', 'right', 'right', 'right', 'left'],
    style: inColour ? { head: ['bold'], border: ['dim'] } : { head: [], border: [] },
  });
  table.push(...body.pairwise_results.map(row));
  const notes = [...body.warnings, ...body.pairwise_results.flatMap(({ warnings }) => warnings)].map(({ message }) => message);
  const lines = [...summarySentences(body), ...[...new Set(notes)].map((note) => `Note: ${note}`)];
  return `${table.toString()}\n\n${lines.map(visibleText).join('\n')}\n`;
}

function row(pair: PairwiseResultDto): string[] {
  return [
    visibleText(pair.metric),
    numberText(pair.run_a_mean),
    numberText(pair.run_b_mean),
    signedText(pair.delta),
    intervalText(pair.interval),
    pText(pair.corrected_p_value, pair.resamples).replace(/^p (= )?/, ''),
    String(pair.n),
    VERDICTS[pair.verdict] + (pair.negligible ? ', negligibly' : ''),
  ];
}

const VERDICTS = {
  a_better: 'better',
  b_better: 'worse',
  equivalent: 'equivalent',
  inconclusive: 'inconclusive',
  insufficient_data: 'too little data',
} as const;
