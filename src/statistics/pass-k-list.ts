/** Numbers of tries that one comparison may ask pass@k for. */
export const MOST_PASS_K = 10;

/** The largest of them. */
export const LARGEST_PASS_K = 10_000;

/** What `isPassKList` asks for, as the rest of a sentence. */
export const PASS_K_RULE = `must be a list of up to ${MOST_PASS_K} different whole numbers from 1 to ${LARGEST_PASS_K}, such as [1, 3]`;

/** Whether a value lists numbers of tries, each once, one at least. */
export function isPassKList(value: unknown): value is readonly number[] {
  if (!Array.isArray(value) || value.length === 0 || value.length > MOST_PASS_K) return false;
  return new Set(value).size === value.length && value.every(isPassK);
}

function isPassK(value: unknown): boolean {
  return Number.isInteger(value) && (value as number) >= 1 && (value as number) <= LARGEST_PASS_K;
}
