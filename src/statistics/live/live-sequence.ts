import type { Interval } from '../interval.ts';
import { differenceGrid, type KeptGrid } from './difference-grid.ts';
import { type Control, controlledDraw, newDraw, type NextDraw, pairedDraw } from './next-draw.ts';
import { type Evidence, type KeptEvidence, noDifference } from './no-difference.ts';
import { runningSum } from './running-sum.ts';

/** What the bets of one metric are about. */
export interface SequenceQuestion {
  readonly population: 'dataset' | 'new';
  /** Of each level the ln E at which a difference is excluded. */
  readonly thresholds: readonly number[];
}

/** Scores from 0 to 1, in the order of the samples. */
export interface Columns {
  readonly candidate: Float64Array;
  readonly baseline: Float64Array;
}

/** As plain JSON. */
export interface KeptSequence {
  readonly count: number;
  readonly grid: KeptGrid;
  readonly evidence: KeptEvidence;
}

/** What is known of one pair in one metric after some samples; it holds at every look, however often one looks and whenever one stops. */
export interface SequenceState {
  readonly count: number;
  /** The best estimate of the difference, within the first interval until it is known; null before the first sample. */
  readonly delta: number | null;
  readonly evidence: Evidence;
  /** One for each threshold. */
  readonly intervals: readonly Interval[];
}

export interface LiveSequence {
  /** Takes the next sample, whose scores must be in the columns. Throws RangeError after the last. */
  step(): void;
  /** From the next sample on the baseline is finished. */
  setControl(control: Control): void;
  state(): SequenceState;
  kept(): KeptSequence;
}

/**
 * The bets on one pair in one metric: a mixture of fixed fractions against each difference that may be true, on a finite set of rows drawn without
 * replacement or on rows that stand for all of their kind (statistics.md §14). A step takes O(1), memory is that of 401 differences.
 */
export function liveSequence(
  { population, thresholds }: SequenceQuestion,
  { candidate, baseline }: Columns,
  kept: KeptSequence | null = null,
): LiveSequence {
  const rows = candidate.length;
  const grid = differenceGrid(thresholds, kept?.grid ?? null);
  const zero = noDifference(kept?.evidence ?? null);
  const sums = { candidate: runningSum(), baseline: runningSum(), control: runningSum() };
  let control: Control | null = null;
  let count = 0;
  while (count < (kept?.count ?? 0)) take();

  function take(): void {
    sums.candidate.add(candidate[count]!);
    sums.baseline.add(baseline[count]!);
    if (control) sums.control.add(control.values[count]!);
    count += 1;
  }

  function nextDraw(): NextDraw {
    const score = candidate[count]!;
    const difference = score - baseline[count]!;
    if (population === 'new') return newDraw(difference);
    const taken = {
      count,
      candidate: sums.candidate.value(),
      baseline: sums.baseline.value(),
      control: sums.control.value(),
    };
    return control ? controlledDraw(score, taken, rows, control) : pairedDraw(difference, taken, rows);
  }

  /** With a control: the candidate's mean, corrected by how easy the rows were that it has had, less the baseline's mean. */
  function estimate(): number {
    const mean = sums.candidate.value() / count;
    if (!control || population === 'new') return mean - sums.baseline.value() / count;
    return mean - sums.control.value() / count + control.mean - control.baselineTotal / rows;
  }

  return {
    step() {
      if (count === rows) throw new RangeError(`All ${rows} samples have been taken.`);
      const draw = nextDraw();
      grid.add(draw);
      zero.add(draw);
      take();
    },
    setControl(found) {
      control = found;
      for (let i = 0; i < count; i += 1) sums.control.add(found.values[i]!);
    },
    state() {
      const intervals = grid.intervals();
      // Once every row of a dataset has been taken, its difference is a fact, whatever an unlucky order had excluded before.
      const isFact = population === 'dataset' && count === rows;
      const delta = count === 0 ? null : isFact ? estimate() : cut(estimate(), intervals[0]!);
      return { count, delta, evidence: zero.evidence(), intervals };
    },
    kept: () => ({ count, grid: grid.kept(), evidence: zero.kept() }),
  };
}

function cut(value: number, [low, high]: Interval): number {
  return Math.max(low, Math.min(high, value));
}
