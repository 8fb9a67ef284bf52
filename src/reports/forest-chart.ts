import type { ReportedPair } from './comparison-report.ts';
import { intervalText, signedText } from './figures.ts';
import { type ForestPlot, forestPlot, type ForestRow } from './geometry.ts';
import { html, type Html } from './html.ts';
import { verdictText } from './pair-figures.ts';

/** In per cent of the column that is drawn, so that the plot is as wide as there is room. */
const FRAME = { width: 100, left: 3, right: 97, top: 0, rowHeight: 1 };
const HEIGHT = 30;
const MIDDLE = HEIGHT / 2;

/**
 * The paired differences with their intervals, a row a pair, and the margin where there is one: a table whose middle column is drawn, so that
 * long names break into lines beside it.
 */
export function forestChart(pairs: readonly ReportedPair[], margin: number | null): Html {
  const plot = forestPlot(pairs, margin, FRAME);
  return html`<table class="forest">
    <thead>
      <tr>
        <th scope="col">pair</th>
        <th scope="col" class="sides">← second is higher · first is higher →</th>
        <th scope="col">difference</th>
        <th scope="col">verdict</th>
      </tr>
    </thead>
    <tbody>
      ${pairs.map((pair, i) => forestRow(pair, plot, plot.rows[i]))}
      <tr class="axis" aria-hidden="true">
        <td></td>
        <td class="plot">
          <svg width="100%" height="20">
            ${plot.ticks.map(({ x, label }) => html`<text class="tick" x="${percent(x)}" y="13">${label}</text>`)}
          </svg>
        </td>
        <td></td>
        <td></td>
      </tr>
    </tbody>
  </table>`;
}

function forestRow(pair: ReportedPair, plot: ForestPlot, row: ForestRow | undefined): Html {
  const { run_a: first, run_b: second, delta, interval } = pair;
  const value = delta === null ? 'no common sample' : signedText(delta);
  return html`<tr class="${pair.verdict}">
    <th scope="row"><bdi>${first}</bdi> − <bdi>${second}</bdi></th>
    <td class="plot">${drawn(plot, row, `${value}, ${intervalText(interval)}`)}</td>
    <td class="value">${value} <small>${interval === null ? '' : intervalText(interval)}</small></td>
    <td>${verdictText(pair)}</td>
  </tr>`;
}

function drawn({ margin, ticks, zero }: ForestPlot, row: ForestRow | undefined, label: string): Html {
  const interval = row?.interval ?? null;
  const point = row?.point ?? null;
  return html`<svg width="100%" height="${HEIGHT}" role="img" aria-label="${label}">
    ${margin === null ? null : html`<rect class="margin" x="${percent(margin[0])}" y="0" width="${percent(margin[1] - margin[0])}" height="${HEIGHT}" />`}
    ${ticks.map(({ x }) => html`<line class="grid" x1="${percent(x)}" x2="${percent(x)}" y1="0" y2="${HEIGHT}" />`)}
    <line class="zero" x1="${percent(zero)}" x2="${percent(zero)}" y1="0" y2="${HEIGHT}" />
    ${interval === null ? null : html`<line class="interval" x1="${percent(interval[0])}" x2="${percent(interval[1])}" y1="${MIDDLE}" y2="${MIDDLE}" />`}
    ${point === null ? null : html`<circle class="point" cx="${percent(point)}" cy="${MIDDLE}" r="5" />`}
  </svg>`;
}

function percent(x: number): string {
  return `${Number(x.toFixed(3))}%`;
}
