import { RunningAggregate } from '../evaluation/aggregate.ts';
import { fieldsOf, itemsOf } from './json-fields.ts';
import type { ReadSample, StatedMean } from './read-run.ts';

/** How close two means have to be that were added up in another order. */
const RELATIVE_ERROR = 1e-9;

/** Digits behind the point from which on a number was not rounded by a person. */
const MOST_ROUNDED = 9;

/** The means that Assay shows of a run, while its samples come: over examples, each by the mean of its repeats. */
export class MeanFold {
  readonly #hasRepeats: boolean;
  readonly #metrics = new Map<string, MetricFold>();
  total = 0;
  failed = 0;

  constructor(hasRepeats: boolean) {
    this.#hasRepeats = hasRepeats;
  }

  add(samples: readonly ReadSample[]): void {
    for (const { id, scores, error } of samples) {
      this.total += 1;
      if (error !== undefined) this.failed += 1;
      for (const [name, { value, isGrade }] of scores) this.#metric(name).add(id, value, isGrade);
    }
  }

  /** Of a metric; `undefined` where no sample has a score. */
  meanOf(metric: string): number | undefined {
    return this.#metrics.get(metric)?.mean;
  }

  /** The metrics whose scores were all written as grades, which lie between 0 and 1. */
  get graded(): readonly string[] {
    return [...this.#metrics].filter(([, { areGrades }]) => areGrades).map(([name]) => name);
  }

  /** Those of the ranges in which all scores lie. */
  within(ranges: unknown): Readonly<Record<string, readonly [number, number]>> {
    const found = Object.entries(fieldsOf(ranges)).flatMap(([metric, range]) => {
      const [low, high] = itemsOf(range).map(Number);
      const scores = this.#metrics.get(metric);
      const holds = low !== undefined && high !== undefined && scores !== undefined && scores.low >= low && scores.high <= high;
      return holds ? [[metric, [low, high] as const] as const] : [];
    });
    return Object.fromEntries(found);
  }

  /** Says where the file has fewer samples than it speaks of. */
  shortages(expected: number | undefined): readonly string[] {
    if (expected === undefined || this.total >= expected) return [];
    return [`The file has ${this.total} of the ${expected} samples that it speaks of.`];
  }

  /** Says of each stated mean that is not the one that Assay shows what both are, and why where that is known. */
  differences(stated: readonly StatedMean[]): readonly string[] {
    return stated.flatMap(({ metric, value, because }) => {
      const mean = this.meanOf(metric);
      if (mean !== undefined && isSame(mean, value)) return [];
      const shown = mean === undefined ? 'no sample here has that score' : `the samples here have the mean ${mean}`;
      return [
        `The file states ${value} for ${JSON.stringify(metric)}, and ${shown}.${because === undefined ? '' : ` ${because}`}`,
      ];
    });
  }

  #metric(name: string): MetricFold {
    const found = this.#metrics.get(name) ?? new MetricFold(this.#hasRepeats);
    this.#metrics.set(name, found);
    return found;
  }
}

class MetricFold {
  readonly #all = new RunningAggregate();
  readonly #examples: Map<string, RunningAggregate> | null;
  areGrades = true;
  low = Infinity;
  high = -Infinity;

  constructor(hasRepeats: boolean) {
    this.#examples = hasRepeats ? new Map() : null;
  }

  add(id: string, value: number, isGrade: boolean): void {
    this.areGrades &&= isGrade;
    this.low = Math.min(this.low, value);
    this.high = Math.max(this.high, value);
    this.#all.add(value);
    if (this.#examples === null) return;
    const example = this.#examples.get(id) ?? new RunningAggregate();
    example.add(value);
    this.#examples.set(id, example);
  }

  get mean(): number | undefined {
    if (this.#examples === null) return this.#all.aggregate.mean ?? undefined;
    const means = new RunningAggregate();
    for (const { aggregate } of this.#examples.values()) means.add(aggregate.mean ?? 0);
    return means.aggregate.mean ?? undefined;
  }
}

/** Whether a mean is the stated one, to the digits that were written. */
function isSame(mean: number, stated: number): boolean {
  const difference = Math.abs(mean - stated);
  if (difference <= RELATIVE_ERROR * Math.max(1, Math.abs(stated))) return true;
  const digits = /^-?\d+\.(\d+)$/.exec(String(stated))?.[1]?.length ?? 0;
  return digits >= 2 && digits <= MOST_ROUNDED && difference <= 0.5 * 10 ** -digits * (1 + RELATIVE_ERROR);
}
