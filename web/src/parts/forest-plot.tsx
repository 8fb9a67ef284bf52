import type { ReactNode } from 'react';
import { intervalText, signedText } from '../../../src/reports/figures.ts';
import { type ForestRow, forestPlot } from '../../../src/reports/geometry.ts';
import './forest-plot.css';

/** In per cent of the column of intervals, so that the plot is as wide as there is room. */
const FRAME = { width: 100, left: 3, right: 97, top: 0, rowHeight: 1 };

/** A side with less has no room for its heading; the caption says it too. */
const LEAST_ROOM = 30;

export type ForestTone = 'first' | 'second' | 'same' | 'open';

/** How each outcome is drawn beside its colour: two ways up, a block, and a hollow ring. */
const SHAPES: Readonly<Record<ForestTone, string>> = {
  first: 'M0 -6 L6 5 L-6 5 Z',
  second: 'M0 6 L6 -5 L-6 -5 Z',
  same: 'M-5 -5 H5 V5 H-5 Z',
  open: 'M-4.5 0 A4.5 4.5 0 1 0 4.5 0 A4.5 4.5 0 1 0 -4.5 0 Z',
};

export interface ForestItem {
  readonly id: string;
  readonly label: ReactNode;
  readonly delta: number | null;
  readonly interval: readonly [number, number] | null;
  readonly tone: ForestTone;
  /** What is known, in words. */
  readonly words: string;
  readonly isCurrent?: boolean;
}

interface Props {
  readonly caption: string;
  /** What the first column has, such as “Metric”. */
  readonly of: string;
  readonly items: readonly ForestItem[];
  readonly margin: number | null;
  /** What differences below 0 mean, and above. */
  readonly below: string;
  readonly above: string;
}

/** Differences with their intervals around the line of no difference: a table whose middle column is drawn. */
export function ForestPlot({ caption, of, items, margin, below, above }: Props): ReactNode {
  const plot = forestPlot(items, margin, FRAME);
  return (
    <table className="forest">
      <caption>{caption}</caption>
      <thead>
        <tr>
          <th scope="col">{of}</th>
          <th scope="col" className="plot">
            <span className="hidden">Drawn</span>
            <svg width="100%" height="18" aria-hidden="true">
              {plot.zero > LEAST_ROOM && (
                <text x={`${String(plot.zero)}%`} dx="-8" y="13" textAnchor="end">
                  ← {below}
                </text>
              )}
              {plot.zero < 100 - LEAST_ROOM && (
                <text x={`${String(plot.zero)}%`} dx="8" y="13">
                  {above} →
                </text>
              )}
            </svg>
          </th>
          <th scope="col">Difference</th>
          <th scope="col">What is known</th>
        </tr>
      </thead>
      <tbody>
        {items.map((item, index) => (
          <tr key={item.id} className={item.tone} aria-current={item.isCurrent === true ? 'true' : undefined}>
            <th scope="row">{item.label}</th>
            <td className="plot">
              <Drawn item={item} row={plot.rows[index]} plot={plot} />
            </td>
            <td className="figure">
              <b>{signedText(item.delta)}</b> <small>{item.interval === null ? '' : intervalText(item.interval)}</small>
            </td>
            <td className="words">{item.words}</td>
          </tr>
        ))}
        <tr className="axis" aria-hidden="true">
          <td />
          <td className="plot">
            <svg width="100%" height="20">
              {plot.ticks.map(({ x, label }) => (
                <text key={label} x={`${String(x)}%`} y="13" textAnchor="middle">
                  {label}
                </text>
              ))}
            </svg>
          </td>
          <td />
          <td>{plot.margin !== null && <small>shaded: within the margin</small>}</td>
        </tr>
      </tbody>
    </table>
  );
}

interface DrawnProps {
  readonly item: ForestItem;
  readonly row: ForestRow | undefined;
  readonly plot: ReturnType<typeof forestPlot>;
}

function Drawn({ item, row, plot }: DrawnProps): ReactNode {
  const percent = (x: number): string => `${String(x)}%`;
  return (
    <svg width="100%" height="30" role="img" aria-label={`${signedText(item.delta)}, ${item.words}`}>
      {plot.margin !== null && (
        <rect
          className="margin"
          x={percent(plot.margin[0])}
          width={percent(plot.margin[1] - plot.margin[0])}
          y="0"
          height="30"
        />
      )}
      {plot.ticks.map(({ x, label }) => (
        <line key={label} className="grid" x1={percent(x)} x2={percent(x)} y1="0" y2="30" />
      ))}
      <line className="zero" x1={percent(plot.zero)} x2={percent(plot.zero)} y1="0" y2="30" />
      {row?.interval && (
        <line className="interval" x1={percent(row.interval[0])} x2={percent(row.interval[1])} y1="15" y2="15" />
      )}
      {row !== undefined && row.point !== null && (
        <svg x={percent(row.point)} y="15" overflow="visible">
          <path className="point" d={SHAPES[item.tone]} />
        </svg>
      )}
    </svg>
  );
}
