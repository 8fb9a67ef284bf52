/**
 * The positions 0 … count−1 in an order that depends on the seed alone: Fisher and Yates' shuffle from the last position down, each pick
 * ⌊u(last + 1)/2³²⌋ from the next u of splitmix32 (the finalizer 0x21f0aaad, 0x735a2d97; a seed beyond 32 bits has its upper bits
 * xored in). A job takes its rows in this order and a live comparison its samples, so it stays the same in every version.
 *
 * @example seededOrder(5, 1) // [3, 4, 2, 0, 1]
 */
export function seededOrder(count: number, seed: number): Uint32Array {
  const next = splitmix32((seed ^ Math.floor(seed / 2 ** 32)) >>> 0);
  const order = Uint32Array.from({ length: count }, (_, position) => position);
  for (let last = count - 1; last > 0; last -= 1) {
    const pick = Math.floor((next() * (last + 1)) / 2 ** 32);
    const held = order[last] ?? 0;
    order[last] = order[pick] ?? 0;
    order[pick] = held;
  }
  return order;
}

/** splitmix32: small, seeded, and the same on every machine. */
function splitmix32(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x9e3779b9) >>> 0;
    let mixed = state ^ (state >>> 16);
    mixed = Math.imul(mixed, 0x21f0aaad);
    mixed ^= mixed >>> 15;
    mixed = Math.imul(mixed, 0x735a2d97);
    return (mixed ^ (mixed >>> 15)) >>> 0;
  };
}

/**
 * The order without copies: of rows with equal keys only the first of the dataset stays, where the shuffle has put it. Which copy that is does
 * not depend on the shuffle, so the order of the distinct rows is as random as that of all.
 *
 * @example withoutCopies(new Uint32Array([2, 0, 1]), ['x', 'y', 'x']) // [0, 1]
 */
export function withoutCopies(order: Uint32Array, keys: readonly string[]): Uint32Array {
  const firsts = new Map<string, number>();
  keys.forEach((key, row) => {
    if (!firsts.has(key)) firsts.set(key, row);
  });
  return order.filter((row) => firsts.get(keys[row]!) === row);
}
