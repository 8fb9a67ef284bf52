import { rangeFigure, scoreFigure } from './figures.ts';
import { html, type Html } from './html.ts';
import type { ReportedStep } from './job-report.ts';
import { type PlottedStep, trajectoryPlot, type TrajectoryPoint } from './trajectory-plot.ts';

const HEIGHT = 220;
/** As wide as the narrowest window, so that labels do not overlap in it; everything is drawn in per cent of that. */
const WIDTH = 360;
const FRAME = { left: 36, right: WIDTH - 6, top: 12, bottom: HEIGHT - 26 };

/** What a chart shows: all metrics together, which have no interval, or one of them. */
export interface DrawnTrajectory {
  readonly title: string;
  readonly scoreOf: (step: ReportedStep) => PlottedStep;
}

/** The scores of the steps from left to right with their intervals, and the highest so far as a line. As wide as there is room. */
export function trajectoryChart(steps: readonly ReportedStep[], { title, scoreOf }: DrawnTrajectory): Html {
  const hasIntervals = steps.some((step) => scoreOf(step).interval !== null);
  const { points, ticks, best, labelEvery } = trajectoryPlot(steps.map(scoreOf), FRAME);
  return html`<figure class="trajectory">
    <figcaption>
      <bdi>${title}</bdi>
      <small>by step; ${hasIntervals ? 'bars are 95 % intervals, ' : null}the line is the highest so far</small>
    </figcaption>
    <svg width="100%" height="${HEIGHT}" role="img" aria-label="${`${title} by step`}">
      ${ticks.map(({ y, label }) => html`<line class="grid" x1="${percent(FRAME.left)}" x2="${percent(FRAME.right)}" y1="${y}" y2="${y}" /><text class="tick end" x="${percent(FRAME.left - 4)}" y="${y + 4}">${label}</text>`)}
      <svg width="100%" height="${HEIGHT}" viewBox="0 0 ${WIDTH} ${HEIGHT}" preserveAspectRatio="none">
        <polyline class="best-line" points="${best}" />
      </svg>
      ${steps.map((step, at) => pointHtml(step, scoreOf(step), points[at]))}
      ${steps.map(({ step_index: index }, at) => (at % labelEvery === 0 ? html`<text class="tick" x="${percent(points[at]?.x ?? 0)}" y="${HEIGHT - 8}">${index}</text>` : null))}
    </svg>
  </figure>`;
}

function pointHtml(
  { step_index: index, is_best: isBest }: ReportedStep,
  { mean, interval }: PlottedStep,
  point: TrajectoryPoint | undefined,
): Html | null {
  if (point === undefined || point.y === null) return null;
  const x = percent(point.x);
  const range = interval === null ? '' : ` (${rangeFigure(interval)})`;
  return html`<g class="${isBest ? 'step best' : 'step'}"
    ><title>${`Step ${index}: ${scoreFigure(mean)}${range}`}</title>
    ${point.interval === null ? null : html`<line class="interval" x1="${x}" x2="${x}" y1="${point.interval[0]}" y2="${point.interval[1]}" />`}
    <circle class="point" cx="${x}" cy="${point.y}" r="${isBest ? 7 : 5}" />
  </g>`;
}

function percent(x: number): string {
  return `${Number(((100 * x) / WIDTH).toFixed(3))}%`;
}
