import type { PairwiseResultDto } from '../../compare/pairwise-result.dto.ts';
import type { Cell } from '../table.ts';

/** What the candidate, run A, is, in a word or two: better is green, worse is red. */
export function verdictCell(pair: PairwiseResultDto): Cell {
  const text = verdictWords(pair);
  if (text.startsWith(VERDICTS.a_better)) return { text, style: 'green' };
  return text.startsWith(VERDICTS.b_better) ? { text, style: 'red' } : text;
}

function verdictWords({ verdict, negligible, warnings }: PairwiseResultDto): string {
  if (warnings.some(({ code }) => code === 'in-progress')) return 'in progress';
  if (warnings.some(({ code }) => code === 'stopped-when-decided')) return 'stopped when decided';
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
