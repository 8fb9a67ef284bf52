/** As plain JSON; null is a score that is not there yet. */
export interface KeptSide {
  readonly columns: readonly (readonly (number | null)[])[];
  /** Positions of which some replicates are there: by replicate the scores of all metrics. */
  readonly partial: readonly (readonly [position: number, replicates: readonly (readonly number[] | null)[]])[];
}

export interface SideShape {
  readonly rows: number;
  readonly metrics: number;
  readonly replicates: number;
}

/** What one run has scored so far, in any order. */
export interface SideScores {
  /** A column a metric, in the order of the samples; NaN where the row is not complete. */
  readonly columns: readonly Float64Array[];
  has(position: number): boolean;
  /** The scores of one replicate in all metrics. What is there already stays. */
  take(position: number, replicate: number, scores: readonly number[]): void;
  kept(): KeptSide;
}

/** Scores of so many rows. A row is complete when all its replicates are there; their mean then counts, whatever the order they came in. */
export function sideScores({ rows, metrics, replicates }: SideShape, kept: KeptSide | null): SideScores {
  const columns = Array.from({ length: metrics }, (_, m) =>
    kept ? Float64Array.from(kept.columns[m]!, (score) => score ?? NaN) : new Float64Array(rows).fill(NaN),
  );
  const partial = new Map(kept?.partial.map(([position, scores]) => [position, [...scores]]));

  function has(position: number): boolean {
    return !Number.isNaN(columns[0]![position]);
  }

  return {
    columns,
    has,
    take(position, replicate, scores) {
      if (!(Number.isInteger(replicate) && replicate >= 0 && replicate < replicates))
        throw new RangeError(`There is no replicate ${replicate} of ${replicates}.`);
      if (has(position)) return;
      if (replicates === 1) {
        columns.forEach((column, m) => (column[position] = scores[m]!));
        return;
      }
      const known = partial.get(position) ?? new Array<readonly number[] | null>(replicates).fill(null);
      known[replicate] ??= scores;
      partial.set(position, known);
      const complete = known.filter((found) => found !== null);
      if (complete.length < replicates) return;
      partial.delete(position);
      columns.forEach((column, m) => (column[position] = meanOf(complete.map((found) => found[m]!))));
    },
    kept: () => ({
      columns: columns.map((column) => Array.from(column, (score) => (Number.isNaN(score) ? null : score))),
      partial: [...partial],
    }),
  };
}

function meanOf(scores: readonly number[]): number {
  return scores.reduce((sum, score) => sum + score, 0) / scores.length;
}
