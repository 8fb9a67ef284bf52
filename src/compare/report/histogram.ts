import type { MetricDistribution, RunDistribution } from '../score-distributions.ts';
import { html, type Html } from './html.ts';
import { numberText } from './number-text.ts';

const WIDTH = 240;
const HEIGHT = 74;

/** The scores of one run as bars; `tallest` is the largest share of any run, so that all are drawn on one scale. */
export function histogram({ runId, counts, n }: RunDistribution, edges: readonly number[], tallest: number): Html {
  const [low = 0, high = 0] = [edges[0], edges.at(-1)];
  const width = WIDTH / counts.length;
  const bars = counts.map((count, i) => {
    const height = n === 0 ? 0 : (HEIGHT * (count / n)) / tallest;
    const drawn = count === 0 ? 0 : Math.max(1, height);
    const range = `${numberText(edges[i] ?? 0)} to ${numberText(edges[i + 1] ?? 0)}: ${count}`;
    return html`<rect class="bar" x="${i * width + 0.5}" y="${HEIGHT - drawn}" width="${width - 1}" height="${drawn}"
      ><title>${range}</title></rect
    >`;
  });
  return html`<figure>
    <figcaption>${runId} <small>n = ${n}</small></figcaption>
    <svg class="histogram" viewBox="0 0 ${WIDTH} ${HEIGHT + 18}" role="img" aria-label="${`Scores of ${runId}`}">
      ${bars}
      <line class="zero" x1="0" x2="${WIDTH}" y1="${HEIGHT}" y2="${HEIGHT}" />
      <text class="tick start" x="0" y="${HEIGHT + 14}">${numberText(low)}</text>
      <text class="tick end" x="${WIDTH}" y="${HEIGHT + 14}">${numberText(high)}</text>
    </svg>
  </figure>`;
}

/** The histograms of all runs in one metric. */
export function histograms({ edges, runs }: MetricDistribution): Html {
  const tallest = Math.max(...runs.map(({ counts, n }) => Math.max(...counts) / Math.max(1, n))) || 1;
  return html`<div class="histograms">${runs.map((run) => histogram(run, edges, tallest))}</div>`;
}
