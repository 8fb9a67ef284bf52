import type { MetricDistribution, RunDistribution } from '../statistics/score-distributions.ts';
import type { ReportedPair } from './comparison-report.ts';
import { intervalText, numberText, signedText } from './figures.ts';
import { forestPlot, histogramBars, tallestShare, type ForestRow } from './geometry.ts';
import { html, type Html } from './html.ts';

const WIDTH = 860;
const FRAME = { width: WIDTH, left: 285, right: WIDTH - 225, top: 8, rowHeight: 26 };
const AXIS_HEIGHT = 44;
const LABEL_GAP = 12;
const HISTOGRAM = { width: 240, height: 74 };
const TICK_HEIGHT = 18;

/** The paired differences with their intervals, a row a pair, and the margin where there is one. */
export function forestChart(pairs: readonly ReportedPair[], margin: number | null): Html {
  const { top, bottom, ticks, zero, margin: band, rows } = forestPlot(pairs, margin, FRAME);
  return html`<svg
    class="forest"
    viewBox="0 0 ${WIDTH} ${bottom + AXIS_HEIGHT}"
    role="img"
    aria-label="Paired differences with intervals"
  >
    ${band === null ? null : html`<rect class="margin" x="${band[0]}" y="${top}" width="${band[1] - band[0]}" height="${bottom - top}" />`}
    ${ticks.map(({ x, label }) => html`<line class="grid" x1="${x}" x2="${x}" y1="${top}" y2="${bottom}" /><text class="tick" x="${x}" y="${bottom + 16}">${label}</text>`)}
    <line class="zero" x1="${zero}" x2="${zero}" y1="${top}" y2="${bottom}" />
    ${pairs.map((pair, i) => forestRow(pair, rows[i]))}
    <text class="side" x="${zero - 8}" y="${bottom + 36}" text-anchor="end">← second is higher</text>
    <text class="side" x="${zero + 8}" y="${bottom + 36}">first is higher →</text>
  </svg>`;
}

function forestRow(pair: ReportedPair, row: ForestRow | undefined): Html | null {
  if (row === undefined) return null;
  const { y, interval, point } = row;
  const value = pair.delta === null ? 'no common sample' : `${signedText(pair.delta)} (${intervalText(pair.interval)})`;
  return html`<g class="${pair.verdict}"
    ><title>${`${pair.run_a} − ${pair.run_b}`}</title>
    <text class="pair" x="${FRAME.left - LABEL_GAP}" y="${y + 4}">${shortened(pair.run_a)} − ${shortened(pair.run_b)}</text>
    ${interval === null ? null : html`<line class="interval" x1="${interval[0]}" x2="${interval[1]}" y1="${y}" y2="${y}" />`}
    ${point === null ? null : html`<rect class="point" x="${point - 4}" y="${y - 4}" width="8" height="8" />`}
    <text class="value" x="${FRAME.right + LABEL_GAP}" y="${y + 4}">${value}</text>
  </g>`;
}

/** Short enough for two names to fit beside the plot; the row's title has the whole names. */
function shortened(name: string): string {
  return name.length > 18 ? `${name.slice(0, 17)}…` : name;
}

/** The scores of each run in one metric as bars, all on one scale. */
export function histograms({ edges, runs }: MetricDistribution): Html {
  const tallest = tallestShare(runs.map(({ counts }) => counts));
  return html`<div class="histograms">${runs.map((run) => histogram(run, edges, tallest))}</div>`;
}

function histogram({ runId, counts, n }: RunDistribution, edges: readonly number[], tallest: number): Html {
  const { width, height } = HISTOGRAM;
  const bars = histogramBars(counts, tallest, HISTOGRAM).map((bar, i) => {
    const range = `${numberText(edges[i] ?? 0)} to ${numberText(edges[i + 1] ?? 0)}: ${counts[i] ?? 0}`;
    return html`<rect class="bar" x="${bar.x}" y="${bar.y}" width="${bar.width}" height="${bar.height}"
      ><title>${range}</title></rect
    >`;
  });
  return html`<figure>
    <figcaption>${runId} <small>n = ${n}</small></figcaption>
    <svg class="histogram" viewBox="0 0 ${width} ${height + TICK_HEIGHT}" role="img" aria-label="${`Scores of ${runId}`}">
      ${bars}
      <line class="zero" x1="0" x2="${width}" y1="${height}" y2="${height}" />
      <text class="tick start" x="0" y="${height + 14}">${numberText(edges[0] ?? 0)}</text>
      <text class="tick end" x="${width}" y="${height + 14}">${numberText(edges.at(-1) ?? 0)}</text>
    </svg>
  </figure>`;
}
