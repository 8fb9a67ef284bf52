/**
 * The positions 0 … count−1 in an order that the seed alone decides (Fisher–Yates). The order of a job and of another with
 * the same seed and dataset is the same, so that their prefixes can be compared.
 */
export function shuffledOrder(count: number, seed: number): Uint32Array {
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
