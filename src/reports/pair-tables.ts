import type { Verdict } from '../statistics/verdict.ts';
import type { ReportedComparison, ReportedMethod, ReportedPair } from './comparison-report.ts';
import { numberText, pText, signedText } from './figures.ts';
import { areCorrected, intervalTitles, pairFigures, pTitle, verdictText } from './pair-figures.ts';
import { type Cell, numericColumn, paragraph, type ReportBlock } from './report-block.ts';

const LARGEST_MATRIX = 20;
const MOST_LISTED = 500;
const MOST_LISTED_SHORT = 60;

/** Every number of every pair that a reader may ask for. */
export function pairTable(pairs: readonly ReportedPair[], { correction }: ReportedMethod): readonly ReportBlock[] {
  const isCorrected = areCorrected(pairs);
  return [
    {
      kind: 'table',
      columns: [
        { title: 'pair', isHeader: true },
        ...figureTitles('first', 'second', pairs, correction).map(numericColumn),
        numericColumn('detectable'),
        { title: 'verdict' },
        { title: 'notes' },
      ],
      rows: pairs
        .slice(0, MOST_LISTED)
        .map((pair) => [
          `${pair.run_a} − ${pair.run_b}`,
          ...pairFigures(pair, isCorrected),
          detectableCell(pair),
          verdictText(pair),
          { note: pair.warnings.map(({ message }) => message).join(' ') },
        ]),
    },
    ...restNote(pairs.length - MOST_LISTED),
  ];
}

/** The smallest detectable difference, and what is left of it with more repeats. */
function detectableCell({ mde, repeats }: ReportedPair): Cell {
  const floor = repeats?.mde_floor ?? null;
  if (floor === null) return numberText(mde);
  return { spans: [numberText(mde), { note: `more repeats: not below ${numberText(floor)}` }], look: 'detectable' };
}

/** What the columns of `pairFigures` are called. */
function figureTitles(
  first: string,
  second: string,
  pairs: readonly ReportedPair[],
  correction: ReportedMethod['correction'],
): readonly string[] {
  return [first, second, 'difference', ...intervalTitles(pairs), pTitle(pairs, correction), 'n'];
}

/** Row minus column, with who won: every run against every other in one metric. */
export function outcomeMatrix(runIds: readonly string[], pairs: readonly ReportedPair[]): ReportBlock {
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
  a_not_worse: 'open',
  b_not_worse: 'open',
  inconclusive: 'open',
  insufficient_data: 'no data',
};

/** The pairs of a comparison as Markdown has them: two runs are named in the heading, more of them in each row. */
export function shortPairTable({
  run_ids: [first = '', second = '', third],
  pairwise_results: pairs,
  metadata,
}: ReportedComparison): readonly ReportBlock[] {
  const isCorrected = areCorrected(pairs);
  const isOnePair = third === undefined;
  const [a, b] = isOnePair ? [first, second] : ['mean of the first', 'mean of the second'];
  const table: ReportBlock = {
    kind: 'table',
    look: 'cards',
    columns: [
      { title: 'metric', isHeader: true },
      ...(isOnePair ? [] : ['first', 'second']).map((title) => ({ title })),
      ...figureTitles(a, b, pairs, metadata.correction).map(numericColumn),
      { title: 'verdict' },
    ],
    rows: pairs
      .slice(0, MOST_LISTED_SHORT)
      .map((pair) => [
        pair.metric,
        ...(isOnePair ? [] : [pair.run_a, pair.run_b]),
        ...pairFigures(pair, isCorrected),
        verdictText(pair),
      ]),
  };
  return [table, ...restNote(pairs.length - MOST_LISTED_SHORT)];
}

function restNote(rest: number): readonly ReportBlock[] {
  return rest > 0 ? [paragraph({ note: `${rest} more pairs are not listed.` })] : [];
}
