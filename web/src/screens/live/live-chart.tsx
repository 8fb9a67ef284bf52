import type { ReactNode } from 'react';
import { livePlot } from '../../../../src/reports/live-plot.ts';
import type { Schemas } from '../../api/client.ts';
import { NARROW, useMedia } from '../../lib/use-media.ts';

const HEIGHT = 220;
const WIDE = 720;
/** In a narrow window the chart is drawn smaller, so that its letters are not. */
const SMALL = 366;

interface Props {
  readonly states: readonly Schemas['LiveState'][];
  readonly metric: string;
  readonly margin: number | null;
  /** What the chart shows, in words. */
  readonly words: string;
}

/** The difference and its interval over the rows, as far as they are compared. */
export function LiveChart({ states, metric, margin, words }: Props): ReactNode {
  const width = useMedia(NARROW) ? SMALL : WIDE;
  const frame = { left: 56, right: width - 14, top: 12, bottom: HEIGHT - 30 };
  const looks = states.flatMap(({ n, metrics }) => {
    const found = metrics.find((candidate) => candidate.metric === metric);
    const [low, high] = found?.interval ?? [];
    return found === undefined || low === undefined || high === undefined
      ? []
      : [{ n, delta: found.delta, interval: [low, high] as const }];
  });
  const {
    band,
    line,
    last,
    zero,
    margin: within,
    ticks,
    rowTicks,
  } = livePlot(looks, { of: states.at(-1)?.of ?? 1, margin }, frame);
  return (
    <figure className="live-chart">
      <svg viewBox={`0 0 ${String(width)} ${String(HEIGHT)}`} role="img" aria-label={words}>
        {within !== null && (
          <rect
            className="within"
            x={frame.left}
            width={frame.right - frame.left}
            y={within[0]}
            height={within[1] - within[0]}
          />
        )}
        {ticks.map(({ y, label }) => (
          <g key={label} className="tick">
            <line x1={frame.left} x2={frame.right} y1={y} y2={y} />
            <text x={frame.left - 8} y={y + 4} textAnchor="end">
              {label}
            </text>
          </g>
        ))}
        {rowTicks.map(({ x, label }) => (
          <text key={label} x={x} y={frame.bottom + 18} textAnchor="middle">
            {label}
          </text>
        ))}
        <polygon className="band" points={band} />
        <line className="zero" x1={frame.left} x2={frame.right} y1={zero} y2={zero} />
        <polyline className="line" points={line} />
        {last !== null && <circle cx={last.x} cy={last.y} r={4} />}
      </svg>
      <figcaption>
        <small>
          Candidate − baseline over the rows, with what is not excluded
          {within !== null && '; between the dashes: within the margin'}.
        </small>
      </figcaption>
    </figure>
  );
}
