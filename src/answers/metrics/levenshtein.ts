import type { ProgrammaticMetric } from '../../evaluation/metric.ts';
import { range } from '../../evaluation/scale.ts';
import { bestOf, textMetric, type TextMetricOptions } from './text-metric.ts';

export type LevenshteinOptions = TextMetricOptions;

/**
 * A metric: how alike the text and the reference are, letter by letter. `1 − d / max(m, n)`, where d is the Levenshtein distance (insertions,
 * deletions and substitutions, each 1) and m and n are the lengths in code points: `Levenshtein.normalized_similarity` of RapidFuzz. Of
 * several references the nearest one counts.
 *
 * @example export const similarity = levenshtein();
 */
export function levenshtein(options: LevenshteinOptions = {}): ProgrammaticMetric<number> {
  return textMetric(
    {
      description:
        'How alike the text and the reference are: 1 less the edit distance, divided by the length of the longer one.',
      scale: range(0, 1),
      score: (text, references) => {
        const given = Array.from(text);
        const best = bestOf(
          references,
          (reference) => similarity(given, Array.from(reference)),
          ({ raw }) => raw,
        );
        return { raw: best.raw, reason: `${best.distance} edits in ${best.longest} characters` };
      },
    },
    options,
  );
}

function similarity(
  given: readonly string[],
  expected: readonly string[],
): { readonly raw: number; readonly distance: number; readonly longest: number } {
  const longest = Math.max(given.length, expected.length);
  const distance = editDistance(given, expected);
  return { raw: longest === 0 ? 1 : 1 - distance / longest, distance, longest };
}

/** The fewest insertions, deletions and substitutions that make one list the other (Wagner and Fischer 1974). */
export function editDistance(from: readonly string[], to: readonly string[]): number {
  // What both begin and end with costs nothing.
  let start = 0;
  while (start < from.length && start < to.length && from[start] === to[start]) start += 1;
  let cut = 0;
  while (cut < Math.min(from.length, to.length) - start && from.at(-1 - cut) === to.at(-1 - cut)) cut += 1;
  const rows = from.slice(start, from.length - cut);
  const columns = to.slice(start, to.length - cut);
  const costs = Uint32Array.from({ length: columns.length + 1 }, (_, at) => at);
  rows.forEach((piece, row) => {
    let diagonal = row;
    costs[0] = row + 1;
    columns.forEach((other, at) => {
      const above = costs[at + 1] ?? 0;
      const substituted = diagonal + (piece === other ? 0 : 1);
      costs[at + 1] = Math.min(substituted, above + 1, (costs[at] ?? 0) + 1);
      diagonal = above;
    });
  });
  return costs[columns.length] ?? 0;
}
