import type { ReactNode } from 'react';
import { trajectoryPlot } from '../../../../src/reports/trajectory-plot.ts';
import { intervalText, scoreText } from '../../lib/format.ts';
import { NARROW, useMedia } from '../../lib/use-media.ts';
import { ALL_METRICS, scoredIn, type Step, stepName, TRAINING } from './steps.ts';

const HEIGHT = 240;
const WIDE = 720;
/** In a narrow window the chart is drawn smaller, so that its letters are not. */
const SMALL = 366;

interface Props {
  readonly steps: readonly Step[];
  readonly metric: string;
  readonly shown: number | undefined;
  readonly onChoose: (index: number) => void;
}

/** The means of the steps with their intervals, and the highest so far. The table below has the same for those who can't see it. */
export function TrajectoryChart({ steps, metric, shown, onChoose }: Props): ReactNode {
  const width = useMedia(NARROW) ? SMALL : WIDE;
  const frame = { left: 48, right: width - 12, top: 14, bottom: HEIGHT - 34 };
  const { points, ticks, best, labelEvery } = trajectoryPlot(
    steps.map((step) => scoredIn(step, metric)),
    frame,
  );
  const what = titleOf(metric);
  return (
    <figure className="trajectory">
      <svg viewBox={`0 0 ${String(width)} ${String(HEIGHT)}`} role="img" aria-label={`${what} by step, with 95 % intervals`}>
        {ticks.map(({ y, label }) => (
          <g key={label} className="tick">
            <line x1={frame.left} x2={frame.right} y1={y} y2={y} />
            <text x={frame.left - 8} y={y + 4} textAnchor="end">
              {label}
            </text>
          </g>
        ))}
        <polyline className="best-line" points={best} />
        {steps.map((step, at) => {
          const point = points[at];
          if (point === undefined) return null;
          const { mean, interval } = scoredIn(step, metric);
          const { step_index: index } = step;
          return (
            <g
              key={index}
              className={classOf(step, index === shown)}
              onClick={() => {
                onChoose(index);
              }}
            >
              <title>{`${stepName(step)}: ${scoreText(mean)}${interval === null ? '' : ` ${intervalText(interval)}`}`}</title>
              <rect className="catch" x={point.x - 12} y={frame.top} width={24} height={frame.bottom - frame.top + 20} />
              {point.interval !== null && <line x1={point.x} x2={point.x} y1={point.interval[0]} y2={point.interval[1]} />}
              {point.y !== null && <circle cx={point.x} cy={point.y} r={step.is_best ? 7 : 5} />}
              {at % labelEvery === 0 && (
                <text x={point.x} y={frame.bottom + 20} textAnchor="middle">
                  {index}
                </text>
              )}
            </g>
          );
        })}
      </svg>
      <figcaption>
        <small>
          <bdi>{what}</bdi> by step{metric === ALL_METRICS || metric === TRAINING ? '' : ', with 95 % intervals'}; the line is
          the highest so far.
        </small>
      </figcaption>
    </figure>
  );
}

function titleOf(metric: string): string {
  if (metric === TRAINING) return 'Score on the training rows';
  return metric === ALL_METRICS ? 'Score' : metric;
}

function classOf({ is_best: isBest, is_finished: isFinished }: Step, isShown: boolean): string {
  return ['point', isBest && 'best', !isFinished && 'unfinished', isShown && 'shown'].filter(Boolean).join(' ');
}
