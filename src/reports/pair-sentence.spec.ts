import { describe, expect, it } from '@jest/globals';
import { reportedMethod, reportedPair } from './comparison-report.fixture.ts';
import type { ReportedPair } from './comparison-report.ts';
import { pairSentence } from './pair-sentence.ts';
import { PAIR_SITUATIONS, type PairSituation } from './pair-situations.fixture.ts';

function sentenceOf(
  { pair, lowerIsBetter = false, method }: PairSituation,
  turned = (it: ReportedPair): ReportedPair => it,
): string {
  return pairSentence(turned(reportedPair(pair)), { lowerIsBetter, method: reportedMethod(method) });
}

/** The same pair with its runs in the other order. */
function swapped(pair: ReportedPair): ReportedPair {
  const turned = (interval: ReportedPair['interval']): ReportedPair['interval'] => interval && [-interval[1], -interval[0]];
  const verdicts: Readonly<Record<string, ReportedPair['verdict']>> = {
    a_better: 'b_better',
    b_better: 'a_better',
    a_not_worse: 'b_not_worse',
    b_not_worse: 'a_not_worse',
  };
  return {
    ...pair,
    run_a: pair.run_b,
    run_b: pair.run_a,
    run_a_mean: pair.run_b_mean,
    run_b_mean: pair.run_a_mean,
    delta: pair.delta === null ? null : -pair.delta,
    interval: turned(pair.interval),
    simultaneous_interval: turned(pair.simultaneous_interval),
    equivalence: pair.equivalence && {
      ...pair.equivalence,
      corrected_p_not_worse: pair.equivalence.corrected_p_not_better,
      corrected_p_not_better: pair.equivalence.corrected_p_not_worse,
      interval: turned(pair.equivalence.interval),
    },
    verdict: verdicts[pair.verdict] ?? pair.verdict,
  };
}

describe('the sentence on a pair', () => {
  it.each(PAIR_SITUATIONS.map((written) => [written.situation, written] as const))('%s', (_, written) => {
    expect(sentenceOf(written)).toBe(written.sentence);
  });

  it.each(
    PAIR_SITUATIONS.filter(({ pair }) => /^[ab]_/.test(pair.verdict ?? '')).map(
      (written) => [written.situation, written] as const,
    ),
  )('is the same whichever run was named first: %s', (_, written) => {
    expect(sentenceOf(written, swapped)).toBe(written.sentence);
  });

  it('never says that anything is known, a tie or equal unless it denies it', () => {
    for (const { sentence } of PAIR_SITUATIONS) {
      expect(sentence.replaceAll('does not show that they are equal', '')).not.toMatch(
        /\bknown|\btie|\bequal\b|NaN|undefined|null/,
      );
    }
  });
});
