/** The value below which a share of the values lies: `quantile(values, 0.5)` is the median. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

export function milliseconds(value: number): string {
  return `${value < 10 ? value.toFixed(2) : value.toFixed(0)} ms`;
}

export function megabytesPerSecond(bytes: number, ms: number): string {
  return `${(bytes / 1e3 / ms).toFixed(0)} MB/s`;
}

export function percent(share: number): string {
  return `${(share * 100).toFixed(0)} %`;
}
