import { cohenKappa, type Kappa, type KappaWeights } from './cohen-kappa.ts';
import { describe } from './describe.ts';
import { hasFewValues } from './human-labels.ts';
import { type AlphaLevel, type KrippendorffAlpha, krippendorffAlpha } from './krippendorff.ts';

/** How agreement is measured. */
export interface AgreementOptions {
  /** Default: nominal where the raters use at most 20 values, else interval. */
  readonly level?: AlphaLevel | undefined;
  readonly weights: KappaWeights;
  readonly alpha: number;
  readonly seed: number;
}

/** What one rater says of the items. */
export interface RaterSummary {
  /** Items that it has rated. */
  readonly n: number;
  readonly mean: number | null;
  /** How often it gives each of the values; null where there are too many. */
  readonly counts: readonly number[] | null;
}

/** How far raters agree on the same items. */
export interface Agreement {
  /** Items with two ratings or more. */
  readonly items: number;
  readonly level: AlphaLevel;
  readonly raters: readonly RaterSummary[];
  /** The distinct values, ascending; null where there are more than 20. */
  readonly values: readonly number[] | null;
  /** Of two raters: how often the first gives a value (row) where the second gives one (column). */
  readonly table: readonly (readonly number[])[] | null;
  /** Of two raters who use at most 20 values, on the items that both have rated. */
  readonly kappa: Kappa | null;
  readonly krippendorff: KrippendorffAlpha;
}

/**
 * How far raters agree, a column of ratings each, with NaN where one has not rated an item (statistics.md §34).
 *
 * @example raterAgreement([judge, people], { weights: 'unweighted', alpha: 0.05, seed: 0 }).kappa?.kappa // 0.64
 */
export function raterAgreement(columns: readonly Float64Array[], options: AgreementOptions): Agreement {
  const values = fewValues(columns);
  const level = options.level ?? (values === null ? 'interval' : 'nominal');
  const table = values !== null && columns.length === 2 ? crossTable(columns, values) : null;
  return {
    items: itemsWithTwo(columns),
    level,
    raters: columns.map((column) => raterSummary(column, values)),
    values,
    table,
    kappa: table && cohenKappa(table, options.weights, options.alpha),
    krippendorff: krippendorffAlpha(columns, level, options.alpha, options.seed),
  };
}

/** The distinct values of all raters; null where there are too many. */
function fewValues(columns: readonly Float64Array[]): readonly number[] | null {
  const seen = new Set<number>();
  for (const column of columns) {
    if (!hasFewValues(column)) return null;
    for (const value of column) if (!Number.isNaN(value)) seen.add(value);
  }
  return hasFewValues(Float64Array.from(seen)) ? [...seen].sort((a, b) => a - b) : null;
}

function crossTable([one, other]: readonly Float64Array[], values: readonly number[]): number[][] {
  const numbers = new Map(values.map((value, i) => [value, i]));
  const table = values.map(() => new Array<number>(values.length).fill(0));
  one?.forEach((value, item) => {
    const [row, column] = [numbers.get(value), numbers.get(other?.[item] ?? NaN)];
    if (row !== undefined && column !== undefined) table[row]![column]! += 1;
  });
  return table;
}

function itemsWithTwo(columns: readonly Float64Array[]): number {
  let items = 0;
  for (let item = 0; item < (columns[0]?.length ?? 0); item += 1) {
    let ratings = 0;
    for (const column of columns) if (!Number.isNaN(column[item]!)) ratings += 1;
    if (ratings > 1) items += 1;
  }
  return items;
}

function raterSummary(column: Float64Array, values: readonly number[] | null): RaterSummary {
  const given = column.filter((value) => !Number.isNaN(value));
  const { n, mean } = describe(given);
  if (values === null) return { n, mean, counts: null };
  const counts = new Map(values.map((value) => [value, 0]));
  for (const value of given) counts.set(value, (counts.get(value) ?? 0) + 1);
  return { n, mean, counts: [...counts.values()] };
}
