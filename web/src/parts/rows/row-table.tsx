import { type KeyboardEvent, type ReactNode, useEffect, useEffectEvent, useId, useRef, useState } from 'react';
import { ProblemBox } from '../problem-box.tsx';
import { type RowSource, useRows } from './use-rows.ts';
import { useScaledRows } from './use-scaled-rows.ts';

const ROW_HEIGHT = 34;
const HEAD_HEIGHT = 35;

export interface Column<Row> {
  readonly id: string;
  readonly name: string;
  /** Whether the name is only heard, where the column is too narrow for it. */
  readonly isNameHidden?: boolean;
  readonly cell: (row: Row) => ReactNode;
  /** A CSS track, such as `6rem` or `minmax(10rem, 2fr)`. */
  readonly width: string;
  readonly isNumber?: boolean;
  /** What the server sorts by; without it the column can't be sorted. */
  readonly sort?: string;
}

interface Props<Row> {
  readonly label: string;
  readonly source: RowSource<Row>;
  readonly columns: readonly Column<Row>[];
  /** The server's order, such as `-metric.correct`; empty for its own. */
  readonly sort: string;
  readonly onSort: (sort: string) => void;
  /** The place of the row that is open; `null` for none. */
  readonly current: number | null;
  readonly onOpen: (index: number, row: Row) => void;
  readonly empty: ReactNode;
}

/**
 * A table of any length: only the rows that are seen are read and drawn. It is a grid to assistive technology, which hears how many rows
 * there are; arrows, Page Up and Down, Home and End move, Enter opens. While a row is open, those that are moved to open instead.
 */
export function RowTable<Row>({ label, source, columns, sort, onSort, current, onOpen, empty }: Props<Row>): ReactNode {
  const viewport = useRef<HTMLDivElement>(null);
  const gridId = useId();
  const [cursor, setCursor] = useState<number | null>(null);
  const { items, height, topOf, scrollTo } = useScaledRows(source.count, {
    viewport,
    rowHeight: ROW_HEIGHT,
    headHeight: HEAD_HEIGHT,
  });
  // Elements are used again for the rows that come into view, which is quicker than making them anew.
  const pool = poolOf(items.length);
  const rows = useRows(source, items[0]?.index ?? 0, items.at(-1)?.index ?? 0);
  const style = { gridTemplateColumns: columns.map(({ width }) => width).join(' '), minWidth: leastWidthOf(columns) };
  const marked = current ?? cursor;

  // A row that is opened from elsewhere, such as by its address, is brought into view.
  const show = useEffectEvent(scrollTo);
  const isKnown = current !== null && current < source.count;
  useEffect(() => {
    if (isKnown) show(current);
  }, [current, isKnown]);

  const open = (index: number): void => {
    const row = rows.rowAt(index);
    if (row !== undefined) onOpen(index, row);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.target !== viewport.current) return;
    if (event.key === 'Enter' && marked !== null) {
      open(marked);
      return;
    }
    const page = Math.max(1, Math.floor((viewport.current.clientHeight - HEAD_HEIGHT) / ROW_HEIGHT) - 1);
    const target = targetOf(event.key, marked ?? -1, source.count, page);
    if (target === undefined) return;
    event.preventDefault();
    setCursor(target);
    scrollTo(target);
    if (current !== null) open(target);
  };

  return (
    <div className="rows">
      <div
        className="rows-viewport"
        ref={viewport}
        tabIndex={0}
        role="grid"
        aria-label={label}
        aria-rowcount={source.count + 1}
        aria-colcount={columns.length}
        aria-activedescendant={items.some(({ index }) => index === marked) ? `${gridId}-${String(marked)}` : undefined}
        onKeyDown={onKeyDown}
      >
        <div className="rows-head" role="row" aria-rowindex={1} style={style}>
          {columns.map((column) => (
            <Head key={column.id} column={column} sort={sort} onSort={onSort} />
          ))}
        </div>
        <div className="rows-body" role="rowgroup" style={{ height }}>
          {items.map((item) => {
            const row = rows.rowAt(item.index);
            return (
              <div
                key={item.index % pool}
                id={`${gridId}-${String(item.index)}`}
                role="row"
                aria-rowindex={item.index + 2}
                aria-selected={item.index === marked}
                className="rows-row"
                style={{ ...style, transform: `translateY(${String(topOf(item))}px)`, height: ROW_HEIGHT }}
                onClick={() => {
                  setCursor(item.index);
                  open(item.index);
                }}
              >
                {columns.map((column) => (
                  <div key={column.id} role="gridcell" className={column.isNumber === true ? 'number' : undefined} dir="auto">
                    {row === undefined ? '' : column.cell(row)}
                  </div>
                ))}
              </div>
            );
          })}
        </div>
      </div>
      {source.count === 0 && <div className="empty">{empty}</div>}
      {rows.error !== null && <ProblemBox error={rows.error} onRetry={rows.retry} />}
    </div>
  );
}

interface HeadProps<Row> {
  readonly column: Column<Row>;
  readonly sort: string;
  readonly onSort: (sort: string) => void;
}

function Head<Row>({ column, sort, onSort }: HeadProps<Row>): ReactNode {
  const { isNumber, sort: field } = column;
  const name = column.isNameHidden === true ? <span className="hidden">{column.name}</span> : column.name;
  const className = isNumber === true ? 'number' : undefined;
  if (field === undefined) {
    return (
      <div role="columnheader" className={className} title={column.name}>
        {name}
      </div>
    );
  }

  const order = sort === field ? 'ascending' : sort === `-${field}` ? 'descending' : 'none';
  return (
    <div role="columnheader" aria-sort={order} className={className} title={column.name}>
      <button
        type="button"
        className="sort"
        onClick={() => {
          onSort(nextSort(field, order));
        }}
      >
        {name}
        <span aria-hidden="true">{order === 'ascending' ? ' ↑' : order === 'descending' ? ' ↓' : ''}</span>
      </button>
    </div>
  );
}

/** At least so many as are drawn, and seldom another number. */
function poolOf(drawn: number): number {
  return 2 ** Math.ceil(Math.log2(Math.max(32, drawn)));
}

/** Down, then up, then the list's own order. */
function nextSort(field: string, order: 'ascending' | 'descending' | 'none'): string {
  if (order === 'none') return `-${field}`;
  return order === 'descending' ? field : '';
}

function targetOf(key: string, current: number, count: number, page: number): number | undefined {
  const last = count - 1;
  const moves: Partial<Record<string, number>> = {
    ArrowDown: current + 1,
    ArrowUp: current - 1,
    PageDown: current + page,
    PageUp: current - page,
    Home: 0,
    End: last,
  };
  const target = moves[key];
  return target === undefined || count === 0 ? undefined : Math.min(last, Math.max(0, target));
}

/** What the columns need at least: a wider text of one row must not make it wider than the others. */
function leastWidthOf<Row>(columns: readonly Column<Row>[]): string {
  const least = columns.map(({ width }) => /^minmax\(([^,]+),/.exec(width)?.[1] ?? width);
  return `calc(${least.join(' + ')})`;
}
