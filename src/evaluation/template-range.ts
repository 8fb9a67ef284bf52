/** As in Jinja2's sandbox, so that no template fills the memory by a slip. */
const MAX_RANGE = 100_000;

/** Python's `range` as a list, for templates. */
export function templateRange(first: number, second?: number, step = 1): number[] {
  const [start, stop] = second === undefined ? [0, first] : [first, second];
  if (![start, stop, step].every(Number.isInteger)) throw new Error('range() takes integers');
  if (step === 0) throw new Error('range() takes no step of 0');
  const length = Math.max(0, Math.ceil((stop - start) / step));
  if (length > MAX_RANGE) throw new Error(`range() is limited to ${MAX_RANGE} numbers`);
  return Array.from({ length }, (_, index) => start + index * step);
}
