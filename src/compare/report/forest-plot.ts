import { scaleLinear } from 'd3-scale';
import type { PairwiseResultDto } from '../pairwise-result.dto.ts';
import { html, type Html } from './html.ts';
import { intervalText, signedText } from './number-text.ts';

const WIDTH = 860;
const LEFT = 285;
const RIGHT = 225;
const ROW = 26;
const TOP = 8;
const AXIS = 44;

/** The paired differences with their intervals, one row a pair, around the line of no difference; with the margin where there is one. */
export function forestPlot(pairs: readonly PairwiseResultDto[], margin: number | null): Html {
  const height = TOP + pairs.length * ROW;
  const x = scaleLinear(domainOf(pairs, margin), [LEFT, WIDTH - RIGHT]).nice(6);
  const format = x.tickFormat(6);
  return html`<svg
    class="forest"
    viewBox="0 0 ${WIDTH} ${height + AXIS}"
    role="img"
    aria-label="Paired differences with intervals"
  >
    ${margin === null ? null : html`<rect class="margin" x="${x(-margin)}" y="${TOP}" width="${x(margin) - x(-margin)}" height="${height - TOP}" />`}
    ${x.ticks(6).map((tick) => html`<line class="grid" x1="${x(tick)}" x2="${x(tick)}" y1="${TOP}" y2="${height}" /><text class="tick" x="${x(tick)}" y="${height + 16}">${format(tick)}</text>`)}
    <line class="zero" x1="${x(0)}" x2="${x(0)}" y1="${TOP}" y2="${height}" />
    ${pairs.map((pair, i) => row(pair, TOP + (i + 0.5) * ROW, x))}
    <text class="side" x="${x(0) - 8}" y="${height + 36}" text-anchor="end">← second is higher</text>
    <text class="side" x="${x(0) + 8}" y="${height + 36}">first is higher →</text>
  </svg>`;
}

function row(pair: PairwiseResultDto, y: number, x: (value: number) => number): Html {
  const { interval, delta } = pair;
  const label = `${shortened(pair.run_a)} − ${shortened(pair.run_b)}`;
  return html`<g class="${pair.verdict}"
    ><title>${`${pair.run_a} − ${pair.run_b}`}</title>
    <text class="pair" x="${LEFT - 12}" y="${y + 4}">${label}</text>
    ${interval === null ? null : html`<line class="interval" x1="${x(interval[0])}" x2="${x(interval[1])}" y1="${y}" y2="${y}" />`}
    ${delta === null ? null : html`<rect class="point" x="${x(delta) - 4}" y="${y - 4}" width="8" height="8" />`}
    <text class="value" x="${WIDTH - RIGHT + 12}" y="${y + 4}"
      >${delta === null ? 'no common sample' : `${signedText(delta)} (${intervalText(interval)})`}</text
    >
  </g>`;
}

function domainOf(pairs: readonly PairwiseResultDto[], margin: number | null): [number, number] {
  const values = pairs.flatMap(({ delta, interval }) => [delta ?? 0, ...(interval ?? [])]);
  const reach = Math.max(margin ?? 0, ...values.map(Math.abs)) || 1;
  return [Math.min(0, ...values, -0.15 * reach, -(margin ?? 0)), Math.max(0, ...values, 0.15 * reach, margin ?? 0)];
}

/** So that two names fit beside the plot; the whole names are in the row's title. */
function shortened(name: string): string {
  return name.length > 18 ? `${name.slice(0, 17)}…` : name;
}
