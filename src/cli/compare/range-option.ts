import { InvalidArgumentError } from 'commander';

type Ranges = Readonly<Record<string, readonly [number, number]>>;

const NUMBER = String.raw`[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?`;
const RANGE = new RegExp(String.raw`^(.+)=(${NUMBER})\.\.(${NUMBER})$`, 'i');

/** Reads `metric=low..high` and adds it to `previous`. */
export function ranges(value: string, previous: Ranges = {}): Ranges {
  const [, metric = '', low, high] = RANGE.exec(value) ?? [];
  const range = [Number(low), Number(high)] as const;
  if (!(range[0] < range[1]) || !range.every(Number.isFinite))
    throw new InvalidArgumentError('It must be metric=low..high, such as stars=1..5.');

  const read = new Map(Object.entries(previous));
  if (read.has(metric)) throw new InvalidArgumentError(`The range of ${metric} is there twice.`);
  return Object.fromEntries(read.set(metric, range));
}
