import type { HumanLabels } from './human-labels.ts';
import type { Interval } from './interval.ts';
import type { JudgedMean } from './judged-mean.ts';
import type { Warning } from './warning.ts';

/** Below this many labels the interval covers a little less than it says. */
const ENOUGH_LABELS = 50;

/** Runs that a message names. */
const NAMED = 3;

/** A run with labels, and what came of them in one metric. */
export interface JudgedRunMean {
  /** What the run is called. */
  readonly title: string;
  readonly labels: HumanLabels;
  readonly judge: JudgedMean | null;
}

/** What to keep in mind about means that were corrected by people's labels. */
export function judgeWarnings(judged: readonly JudgedRunMean[], range: Interval | undefined): readonly Warning[] {
  const without = judged.filter(({ judge }) => judge === null);
  const rough = judged.filter(({ judge }) => judge !== null && judge.labels < ENOUGH_LABELS);
  const offScale = judged.filter(({ labels }) => range !== undefined && labels.values.some((value) => isOutside(value, range)));
  return [
    ...warningOf(without, 'no-labels', (runs) => `None of the samples that count has a human label in ${runs}.`),
    ...warningOf(
      rough,
      'few-labels',
      (runs) => `The means by human labels are rough: there are fewer than ${ENOUGH_LABELS} labels in ${runs}.`,
    ),
    ...warningOf(
      offScale,
      'labels-off-scale',
      (runs) =>
        `The scores lie between ${range?.[0]} and ${range?.[1]}, and human labels do not in ${runs}: are they on its scale?`,
    ),
  ];
}

function isOutside(value: number, [low, high]: Interval): boolean {
  return value < low || value > high;
}

function warningOf(
  judged: readonly JudgedRunMean[],
  code: Warning['code'],
  message: (runs: string) => string,
): readonly Warning[] {
  if (judged.length === 0) return [];
  const names = judged.slice(0, NAMED).map(({ title }) => JSON.stringify(title.slice(0, 80)));
  return [{ code, message: message(names.join(', ') + (judged.length > NAMED ? ', …' : '')) }];
}
