import type { PairwiseResultDto } from '../../compare/pairwise-result.dto.ts';

/** What the candidate, run A, is, in a word or two. */
export function verdictWords({ verdict, negligible, warnings }: PairwiseResultDto): string {
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
