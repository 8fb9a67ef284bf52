import { numberText } from './figures.ts';
import { histogramBars, tallestShare } from './geometry.ts';
import { html, type Html } from './html.ts';

const SIZE = { width: 240, height: 64 };

/** The scores that one figure shows, in bins of equal width. */
export interface DrawnDistribution {
  readonly name: string;
  readonly n: number;
  /** Where the first bin begins, and the last ends. */
  readonly from: number;
  readonly to: number;
  readonly counts: readonly number[];
}

/** Scores as bars, a figure each, all by the same share of what is counted. */
export function histograms(drawn: readonly DrawnDistribution[]): Html {
  const tallest = tallestShare(drawn.map(({ counts }) => counts));
  return html`<div class="histograms">${drawn.map((distribution) => histogram(distribution, tallest))}</div>`;
}

function histogram({ name, n, from, to, counts }: DrawnDistribution, tallest: number): Html {
  const { width, height } = SIZE;
  const edge = (bin: number): string => numberText(from + ((to - from) * bin) / counts.length);
  const bars = histogramBars(counts, tallest, SIZE).map((bar, bin) => {
    const range = `${edge(bin)} to ${edge(bin + 1)}: ${counts[bin] ?? 0}`;
    return html`<rect class="bar" x="${bar.x}" y="${bar.y}" width="${bar.width}" height="${bar.height}"
      ><title>${range}</title></rect
    >`;
  });
  return html`<figure>
    <figcaption><bdi>${name}</bdi> <small>n = ${n}</small></figcaption>
    <svg
      class="histogram"
      viewBox="0 0 ${width} ${height}"
      preserveAspectRatio="none"
      role="img"
      aria-label="${`Distribution of ${name}`}"
    >
      ${bars}
      <line class="zero" x1="0" x2="${width}" y1="${height}" y2="${height}" />
    </svg>
    <div class="ends"><small>${edge(0)}</small><small>${edge(counts.length)}</small></div>
  </figure>`;
}
