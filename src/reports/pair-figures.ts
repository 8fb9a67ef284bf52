import type { ReportedPair } from './comparison-report.ts';
import { intervalText, numberText, percentText, pFigure, signedText } from './figures.ts';

// The numbers of a pair as every table has them: the terminal's, the page's and that of Markdown.

/** Whether any pair shares its correction with others, so that there are two intervals to show. */
export function areCorrected(pairs: readonly ReportedPair[]): boolean {
  return pairs.some(({ family_size: size }) => size > 1);
}

/** What the columns of intervals are called: `95 % interval`, or one for each pair alone and one for all of its family together. */
export function intervalTitles(pairs: readonly ReportedPair[]): readonly string[] {
  const levels = new Set(pairs.map(({ level }) => level));
  const level = levels.size === 1 ? `${percentText(pairs[0]?.level ?? NaN)} ` : '';
  if (!areCorrected(pairs)) return [`${level}interval`];
  const sizes = new Set(pairs.map(({ family_size: size }) => size).filter((size) => size > 0));
  const together = sizes.size === 1 ? `all ${[...sizes].join('')} together` : 'all of a family together';
  return [`${level}interval, each`, `${level}interval, ${together}`];
}

/** Both means, the difference, its intervals (two where pairs are corrected), p and n. */
export function pairFigures(pair: ReportedPair, areCorrected: boolean): readonly string[] {
  return [
    numberText(pair.run_a_mean),
    numberText(pair.run_b_mean),
    signedText(pair.delta),
    intervalText(pair.interval),
    ...(areCorrected ? [intervalText(pair.simultaneous_interval)] : []),
    pFigure(pair.corrected_p_value, pair.resamples),
    String(pair.n),
  ];
}

/** The heading of their p: a corrected one says so. */
export function pTitle(pairs: readonly ReportedPair[], correction: 'holm' | 'bh' | 'none'): string {
  return areCorrected(pairs) && correction !== 'none' ? 'corrected p' : 'p';
}

/** The verdict in a few words that name the runs. */
export function verdictText(pair: ReportedPair): string {
  const { run_a: a, run_b: b, verdict } = pair;
  if (pair.warnings.some(({ code }) => code === 'in-progress')) return 'in progress';
  if (pair.warnings.some(({ code }) => code === 'stopped-when-decided')) return 'stopped when decided';
  const within = pair.negligible ? ', within the margin' : '';
  switch (verdict) {
    case 'a_better':
      return `${a} is better${within}`;
    case 'b_better':
      return `${b} is better${within}`;
    case 'equivalent':
      return `equivalent within ±${numberText(pair.equivalence?.margin ?? null)}`;
    case 'a_not_worse':
      return `${a} is not worse by more than ${numberText(pair.equivalence?.margin ?? null)}`;
    case 'b_not_worse':
      return `${b} is not worse by more than ${numberText(pair.equivalence?.margin ?? null)}`;
    case 'inconclusive':
      return pair.corrected_p_value === null ? 'not tested' : 'can’t tell';
    case 'insufficient_data':
      return pair.n === 0 ? 'no shared sample' : 'too few samples';
  }
}
