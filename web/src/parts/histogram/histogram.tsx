import { type KeyboardEvent, type PointerEvent, type ReactNode, useState } from 'react';
import { histogramBars, tallestShare } from '../../../../src/reports/geometry.ts';
import { binAt, rangeOfBins, type Span, spanOfRange } from './brush.ts';

const WIDTH = 240;
const HEIGHT = 56;

interface Props {
  /** What the values are, for those who hear the page. */
  readonly label: string;
  /** Where the first bin begins, and the last ends. */
  readonly from: number;
  readonly to: number;
  readonly counts: readonly number[];
  /** The chosen range; `null` for all. */
  readonly range: Span | null;
  readonly onRange: (range: Span | null) => void;
}

/**
 * How values are spread, in bins. Dragging over bars chooses a range, a click on one chooses that bar, and a click on what is chosen takes
 * the choice back; its two ends can be moved by the arrow keys.
 */
export function Histogram({ label, from, to, counts, range, onRange }: Props): ReactNode {
  const [drag, setDrag] = useState<{ readonly start: number; readonly end: number } | null>(null);
  const bins = { from, to, count: counts.length };
  const chosen = drag === null ? range && spanOfRange(range, bins) : sorted(drag.start, drag.end);
  const bars = histogramBars(counts, tallestShare([counts]), { width: WIDTH, height: HEIGHT });
  const step = WIDTH / counts.length;

  const binOf = (event: PointerEvent<SVGSVGElement>): number => {
    const { left, width } = event.currentTarget.getBoundingClientRect();
    return binAt((event.clientX - left) / width, counts.length);
  };
  const choose = (first: number, last: number): void => {
    onRange(rangeOfBins([first, last], bins));
  };
  const finish = (): void => {
    if (drag === null) return;
    setDrag(null);
    const [first, last] = sorted(drag.start, drag.end);
    const isSame = range !== null && first === last && isWithin(first, spanOfRange(range, bins));
    if (isSame) onRange(null);
    else choose(first, last);
  };
  const [first, last] = chosen ?? [0, counts.length - 1];
  const move = (event: KeyboardEvent, end: 'first' | 'last'): void => {
    const by = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1 }[event.key];
    if (event.key === 'Escape' && range !== null) {
      event.preventDefault();
      onRange(null);
    }
    if (by === undefined) return;
    event.preventDefault();
    if (end === 'first') choose(Math.min(last, Math.max(0, first + by)), last);
    else choose(first, Math.max(first, Math.min(counts.length - 1, last + by)));
  };

  return (
    <svg
      className="histogram"
      viewBox={`0 0 ${String(WIDTH)} ${String(HEIGHT)}`}
      preserveAspectRatio="none"
      role="group"
      aria-label={`Distribution of ${label}`}
      onPointerDown={(event) => {
        if (event.button !== 0) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        const bin = binOf(event);
        setDrag({ start: bin, end: bin });
      }}
      onPointerMove={(event) => {
        if (drag !== null) setDrag({ start: drag.start, end: binOf(event) });
      }}
      onPointerUp={finish}
      onPointerCancel={() => {
        setDrag(null);
      }}
    >
      {bars.map((bar, bin) => (
        <rect key={bar.x} {...bar} className={chosen === null || isWithin(bin, chosen) ? 'bar-in' : 'bar-out'}>
          <title>{`${edgeText(bin, bins)} to ${edgeText(bin + 1, bins)}: ${String(counts[bin])}`}</title>
        </rect>
      ))}
      <line x1={0} x2={WIDTH} y1={HEIGHT} y2={HEIGHT} className="axis" />
      {(['first', 'last'] as const).map((end) => {
        const edge = end === 'first' ? first : last + 1;
        return (
          <rect
            key={end}
            className={chosen === null ? 'handle' : 'handle on'}
            x={Math.min(WIDTH - 4, Math.max(0, edge * step - 2))}
            y={0}
            width={4}
            height={HEIGHT}
            tabIndex={0}
            role="slider"
            aria-label={`${end === 'first' ? 'Least' : 'Highest'} ${label}`}
            aria-valuemin={from}
            aria-valuemax={to}
            aria-valuenow={from + ((to - from) * edge) / counts.length}
            aria-valuetext={edgeText(edge, bins)}
            onKeyDown={(event) => {
              move(event, end);
            }}
          />
        );
      })}
    </svg>
  );
}

function edgeText(
  edge: number,
  { from, to, count }: { readonly from: number; readonly to: number; readonly count: number },
): string {
  return String(Number((from + ((to - from) * edge) / count).toPrecision(4)));
}

function sorted(a: number, b: number): Span {
  return a <= b ? [a, b] : [b, a];
}

function isWithin(bin: number, [first, last]: Span): boolean {
  return bin >= first && bin <= last;
}
