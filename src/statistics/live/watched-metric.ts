import type { Interval } from '../interval.ts';
import { controlWeights } from './control-weights.ts';
import { finalTest, overlap, SHARE_OF_LOOKS } from './final-test.ts';
import { type Columns, type KeptSequence, liveSequence } from './live-sequence.ts';
import type { LiveSetup } from './live-setup.ts';
import type { LiveFinding } from './live-verdicts.ts';
import { controlOf } from './next-draw.ts';
import { unitScale, type UnitScale } from './unit-scale.ts';
import type { Side } from './wealth.ts';

/** How much of a finished run is taken off the candidate's scores. */
export interface ControlRun {
  readonly runId: string;
  readonly weight: number;
}

/** Everything about one metric, on the scale from 0, the worst, to 1. */
export interface MetricFinding extends LiveFinding {
  readonly delta: number | null;
  readonly interval: Interval;
  /** ln E of "no difference" now, Infinity where that is impossible. */
  readonly logE: number;
  readonly ahead: Side;
}

/** One metric of a live comparison. */
export interface WatchedMetric {
  readonly name: string;
  readonly scale: UnitScale;
  step(): void;
  /** From the next sample on the baseline's column is complete, and a control with those of the other finished runs. */
  useControl(): void;
  controls(): readonly ControlRun[];
  finding(): MetricFinding;
  /** After the last sample of a planned end: with the test that was kept for it. */
  tested(): MetricFinding;
  kept(): KeptSequence;
}

/** The m-th metric of the setup, on columns that are filled while the runs go on. */
export function watchedMetric(setup: LiveSetup, m: number, columns: Columns, kept: KeptSequence | null): WatchedMetric {
  const metric = setup.metrics[m]!;
  const scale = unitScale(metric);
  const share = setup.isFinalTestPlanned ? SHARE_OF_LOOKS : 1;
  const levels = [setup.alpha, setup.alpha / setup.hypotheses];
  const thresholds = levels.map((alpha) => -Math.log(share * alpha));
  const sequence = liveSequence({ population: setup.population, thresholds }, columns, kept);
  const margin = setup.margin === null ? null : scale.unitMargin(setup.margin);
  let controls: readonly ControlRun[] = [];

  function finding(): MetricFinding {
    const { delta, evidence, intervals } = sequence.state();
    const { highest, log: logE, ahead, leader } = evidence;
    const p = Math.min(1, Math.exp(-highest) / share);
    return { p, leader, delta, logE, ahead, margin, interval: intervals[0]!, simultaneousInterval: intervals[1]! };
  }

  return {
    name: metric.name,
    scale,
    step: () => sequence.step(),
    useControl() {
      if (setup.population === 'new') return;
      const others = setup.finished.filter(({ runId }) => !setup.runIds.includes(runId));
      const history = others.map(({ scores }) => Float64Array.from(scores[metric.name]!, (score) => scale.unitOf(score)));
      const weights = controlWeights([columns.baseline, ...history]);
      const runIds = [setup.runIds[1], ...others.map(({ runId }) => runId)];
      controls = runIds.map((runId, k) => ({ runId, weight: weights[k]! }));
      sequence.setControl(controlOf(columns.baseline, [columns.baseline, ...history], weights));
    },
    controls: () => controls,
    finding,
    tested() {
      const looks = finding();
      const { count } = sequence.state();
      const taken = { candidate: columns.candidate.subarray(0, count), baseline: columns.baseline.subarray(0, count) };
      const test = finalTest(taken, metric.name, setup.runIds);
      return {
        ...looks,
        ...(test.p < looks.p && { p: test.p, leader: test.leader }),
        interval: overlap(looks.interval, test.intervalAt(levels[0]!)),
        simultaneousInterval: overlap(looks.simultaneousInterval, test.intervalAt(levels[1]!)),
      };
    },
    kept: () => sequence.kept(),
  };
}
