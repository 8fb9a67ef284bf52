/** The `count` items with the lowest scores, the lowest first, equal ones in their order; it holds no more than these. */
export function weakest<Item>(items: Iterable<Item>, count: number, scoreOf: (item: Item) => number): readonly Item[] {
  const kept: { readonly item: Item; readonly score: number }[] = [];
  for (const item of items) {
    const score = scoreOf(item);
    const last = kept.at(-1);
    if (kept.length === count && last !== undefined && score >= last.score) continue;
    const place = kept.findIndex((other) => score < other.score);
    kept.splice(place < 0 ? kept.length : place, 0, { item, score });
    kept.length = Math.min(kept.length, count);
  }
  return kept.map(({ item }) => item);
}
