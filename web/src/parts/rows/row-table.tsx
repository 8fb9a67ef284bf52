import { type KeyboardEvent, type ReactNode, useRef } from 'react';
import { ProblemBox } from '../problem-box.tsx';
import { type RowSource, useRows } from './use-rows.ts';
import { useScaledRows } from './use-scaled-rows.ts';

const ROW_HEIGHT = 34;

export interface Column<Row> {
  readonly id: string;
  readonly name: string;
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
  /** The place of the row that is open or has the focus; `null` for none. */
  readonly current: number | null;
  readonly onOpen: (index: number, row: Row) => void;
  readonly empty: ReactNode;
}

/**
 * A table of any length: only the rows that are seen are read and drawn. It is a grid to assistive technology, which hears how many rows
 * there are; arrows, Page Up and Down, Home and End move, Enter opens.
 */
export function RowTable<Row>({ label, source, columns, sort, onSort, current, onOpen, empty }: Props<Row>): ReactNode {
  const viewport = useRef<HTMLDivElement>(null);
  const { items, height, topOf, scrollTo } = useScaledRows(source.count, ROW_HEIGHT, viewport);
  const rows = useRows(source, items[0]?.index ?? 0, items.at(-1)?.index ?? 0);
  const tracks = columns.map(({ width }) => width).join(' ');
  const isEmpty = source.count === 0;

  const onKeyDown = (event: KeyboardEvent): void => {
    const page = Math.max(1, Math.floor((viewport.current?.clientHeight ?? 0) / ROW_HEIGHT) - 2);
    const target = targetOf(event.key, current ?? -1, source.count, page);
    if (target === undefined) return;
    event.preventDefault();
    scrollTo(target);
    const row = rows.rowAt(target);
    if (row !== undefined) onOpen(target, row);
  };

  return (
    <div className="rows" role="grid" aria-label={label} aria-rowcount={source.count + 1} aria-colcount={columns.length}>
      <div className="rows-viewport" ref={viewport} tabIndex={0} onKeyDown={onKeyDown} role="presentation">
        <div className="rows-head" role="row" aria-rowindex={1} style={{ gridTemplateColumns: tracks }}>
          {columns.map((column) => (
            <Head key={column.id} column={column} sort={sort} onSort={onSort} />
          ))}
        </div>
        <div className="rows-body" role="rowgroup" style={{ height }}>
          {items.map((item) => {
            const row = rows.rowAt(item.index);
            return (
              <div
                key={item.key}
                role="row"
                aria-rowindex={item.index + 2}
                aria-selected={item.index === current}
                className="rows-row"
                style={{ gridTemplateColumns: tracks, transform: `translateY(${String(topOf(item))}px)`, height: ROW_HEIGHT }}
                onClick={() => {
                  if (row !== undefined) onOpen(item.index, row);
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
      {isEmpty && <div className="empty">{empty}</div>}
      {rows.error !== null && <ProblemBox error={rows.error} onRetry={rows.retry} />}
    </div>
  );
}

interface HeadProps<Row> {
  readonly column: Column<Row>;
  readonly sort: string;
  readonly onSort: (sort: string) => void;
}

function Head<Row>({ column: { name, isNumber, sort: field }, sort, onSort }: HeadProps<Row>): ReactNode {
  const className = isNumber === true ? 'number' : undefined;
  if (field === undefined) {
    return (
      <div role="columnheader" className={className}>
        {name}
      </div>
    );
  }

  const order = sort === field ? 'ascending' : sort === `-${field}` ? 'descending' : 'none';
  return (
    <div role="columnheader" aria-sort={order} className={className}>
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
