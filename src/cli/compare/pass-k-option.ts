import { InvalidArgumentError } from 'commander';
import { isPassKList, LARGEST_PASS_K, MOST_PASS_K } from '../../statistics/pass-k-list.ts';

/** Reads whole numbers with commas between them and adds them to `previous`. */
export function passKs(value: string, previous: readonly number[] = []): readonly number[] {
  const added = value.split(',').map((text) => (/^\d{1,6}$/.test(text.trim()) ? Number(text) : NaN));
  const all = [...previous, ...added];
  if (isPassKList(all)) return all;
  throw new InvalidArgumentError(
    `It must be up to ${MOST_PASS_K} different whole numbers from 1 to ${LARGEST_PASS_K}, such as 1,3.`,
  );
}
