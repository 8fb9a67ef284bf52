/** How p-values of one family are adjusted for their number. */
export type Correction = 'holm' | 'bh' | 'none';

type PValues = readonly (number | null)[];

/**
 * Adjusted p-values in the order given; undefined ones (null) are not counted and stay null (statistics.md §11; as R's `p.adjust`).
 *
 * @example adjust([0.01, 0.04, 0.03, 0.2], 'holm') // [0.04, 0.09, 0.09, 0.2]
 */
export function adjust(pValues: PValues, correction: Correction): (number | null)[] {
  switch (correction) {
    case 'holm':
      return holm(pValues);
    case 'bh':
      return benjaminiHochberg(pValues);
    case 'none':
      return [...pValues];
  }
}

/** Holm 1979: step-down, controls the chance of any false claim. */
function holm(pValues: PValues): (number | null)[] {
  const order = ascending(pValues);
  const adjusted: (number | null)[] = pValues.map(() => null);
  let largest = 0;
  order.forEach(([i, p], rank) => {
    largest = Math.max(largest, Math.min(1, (order.length - rank) * p));
    adjusted[i] = largest;
  });
  return adjusted;
}

/** Benjamini and Hochberg 1995: step-up, controls the share of false claims among the claims. */
function benjaminiHochberg(pValues: PValues): (number | null)[] {
  const order = ascending(pValues);
  const adjusted: (number | null)[] = pValues.map(() => null);
  let smallest = 1;
  for (let rank = order.length; rank >= 1; rank -= 1) {
    const [i, p] = order[rank - 1]!;
    smallest = Math.min(smallest, (order.length * p) / rank);
    adjusted[i] = smallest;
  }
  return adjusted;
}

function ascending(pValues: PValues): (readonly [index: number, p: number])[] {
  const known = pValues.flatMap((p, i): (readonly [number, number])[] => (p === null ? [] : [[i, p]]));
  return known.sort((x, y) => x[1] - y[1] || x[0] - y[0]);
}
