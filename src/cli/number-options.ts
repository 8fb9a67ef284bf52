import { InvalidArgumentError } from 'commander';

/** Reads a whole number of at least `minimum`. */
export function integerFrom(minimum: number): (text: string) => number {
  return (text) => {
    const value = /^\d{1,15}$/.test(text.trim()) ? Number(text) : NaN;
    if (!(value >= minimum)) throw new InvalidArgumentError(`It must be a whole number of at least ${String(minimum)}.`);
    return value;
  };
}

/** Reads a share, from 0 to 1. */
export function share(text: string): number {
  const value = /^(0|1)?(\.\d+)?$/.test(text) && text !== '' ? Number(text) : NaN;
  if (!(value >= 0 && value <= 1)) throw new InvalidArgumentError('It must be a number from 0 to 1, such as 0.8.');
  return value;
}
