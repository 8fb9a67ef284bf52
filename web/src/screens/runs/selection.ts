/** The ids with this one taken in, or out if it was there. */
export function toggled(ids: readonly string[], id: string): readonly string[] {
  return ids.includes(id) ? ids.filter((other) => other !== id) : [...ids, id];
}

/** The ids with all between two places of a list, both included, in the order of the list; those that were there stay first. */
export function withRange(ids: readonly string[], list: readonly string[], from: string, to: string): readonly string[] {
  const [low = 0, high = 0] = [list.indexOf(from), list.indexOf(to)].sort((a, b) => a - b);
  const range = low < 0 ? [to] : list.slice(low, high + 1);
  return [...ids, ...range.filter((id) => !ids.includes(id))];
}

interface Dated {
  readonly started_at: string | null;
}

/** Newest first, as a comparison takes the last one for the baseline. Those without a time come last, in their order. */
export function newestFirst<Item extends Dated>(items: readonly Item[]): readonly Item[] {
  return items.toSorted((a, b) => timeOf(b) - timeOf(a));
}

function timeOf({ started_at: startedAt }: Dated): number {
  return startedAt === null ? 0 : Date.parse(startedAt);
}
