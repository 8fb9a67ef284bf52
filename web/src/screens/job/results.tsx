import { useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useCallback, useEffect, useRef } from 'react';
import { useLocation } from 'wouter';
import { isAway } from '../../api/problem.ts';
import { useAddress } from '../../lib/address.ts';
import { type AddressChange, changedQuery, withQuery } from '../../lib/query.ts';
import { useShortcuts } from '../../lib/shortcuts.ts';
import { useDebounced } from '../../lib/use-debounced.ts';
import { NARROW, useMedia } from '../../lib/use-media.ts';
import { Loading } from '../../parts/loading.tsx';
import { ProblemBox } from '../../parts/problem-box.tsx';
import { RowTable } from '../../parts/rows/row-table.tsx';
import { rowOfList, useFirstCount } from '../../parts/rows/use-rows.ts';
import { Figures, FiguresToCome } from './figures.tsx';
import { Reconnecting } from './reconnecting.tsx';
import type { ResultRow } from './result-row.ts';
import { resultColumns } from './result-columns.tsx';
import { RowDrawer } from './row-drawer.tsx';
import { conditionsOf, isFiltering, NO_FILTER, rowFilterOf, withoutRange } from './row-filter.ts';
import { RowFilters } from './row-filters.tsx';
import { readPage, type RowOwner } from './row-source.ts';
import { rowsKey, useAggregate, useWholeAggregate } from './use-aggregate.ts';

interface Props {
  readonly owner: RowOwner;
  /** The address of the job or run. */
  readonly path: string;
  /** The row that the address names, if it names one. */
  readonly openRow: string | undefined;
  readonly isLive: boolean;
  /** Known before the first score. */
  readonly metrics: readonly string[];
}

/** The numbers and the rows of a job or run, and the one that is open. */
export function Results({ owner, path, openRow, isLive, metrics: planned }: Props): ReactNode {
  const client = useQueryClient();
  const { query, get, set } = useAddress();
  const [, navigate] = useLocation();
  const isNarrow = useMedia(NARROW);
  const list = useRef<HTMLElement>(null);

  const typed = rowFilterOf(get);
  const filter = { ...typed, q: useDebounced(typed.q), min: useDebounced(typed.min), max: useDebounced(typed.max) };
  const all = useWholeAggregate(owner, isLive);
  const metrics = all.data === undefined ? planned : all.data.metrics.map(({ metric }) => metric);
  const ranged = { ...filter, metric: filter.metric === '' ? (metrics[0] ?? '') : filter.metric };
  const conditions = conditionsOf(ranged);
  const matching = useAggregate(owner, conditions, isLive);
  const spread = useAggregate(owner, conditionsOf(withoutRange(ranged)), isLive);

  const sort = get('sort');
  const rows = {
    key: [...rowsKey(owner), conditions, sort],
    page: async ({ signal, ...at }: { readonly offset: number; readonly limit: number; readonly signal: AbortSignal }) =>
      readPage(owner, { ...conditions, ...(sort === '' ? {} : { sort }), ...at }, signal),
    isLive,
  };
  // The first rows are there before the numbers of all, and count them too.
  const firstCount = useFirstCount<ResultRow>(rows);
  const isCounted = matching.data !== undefined && !matching.isPlaceholderData;
  const count = isCounted ? matching.data.samples : (firstCount ?? matching.data?.samples);
  const source = { ...rows, count: count ?? 0 };
  const change = useCallback(
    (to: AddressChange, how?: 'push' | 'replace') => {
      set({ ...to, at: null }, how);
    },
    [set],
  );

  const at = /^\d+$/.test(get('at')) ? Number(get('at')) : null;
  const open = (row: number, replicate: number, place: number | null): void => {
    const to = changedQuery(query, { replicate: replicate === 0 ? null : replicate, at: place });
    navigate(withQuery(`${path}/rows/${String(row)}`, to), { replace: openRow !== undefined });
  };
  const close = (): void => {
    navigate(withQuery(path, changedQuery(query, { replicate: null, at: null })));
    list.current?.querySelector<HTMLElement>('[role=grid]')?.focus({ preventScroll: true });
  };
  // Keys that come while the row of a place is read count from that place.
  const wanted = useRef<number | null>(null);
  useEffect(() => {
    wanted.current = null;
  }, [at, openRow]);
  const openPlace = async (place: number): Promise<void> => {
    wanted.current = place;
    const row = await rowOfList(client, source, place);
    if (wanted.current !== place) return;
    wanted.current = null;
    if (row !== undefined) open(row.row, row.replicate, place);
  };
  const step = (by: -1 | 1): void => {
    const target = (wanted.current ?? at ?? -1) + by;
    if (target >= 0 && (matching.data === undefined || target < source.count)) void openPlace(target);
  };

  useShortcuts([
    { keys: '/', does: 'Search the rows', run: focusSearch },
    ...(openRow === undefined
      ? [
          {
            keys: 'j',
            does: 'Open the first row',
            run: () => {
              step(1);
            },
          },
        ]
      : []),
  ]);

  const failure = matching.error ?? all.error;
  // What is read again by itself says in one sentence above that the server is away.
  const isTrying = isLive || matching.isFetching;
  const error = isTrying && matching.data !== undefined && isAway(failure) ? null : failure;
  const isCovered = openRow !== undefined && isNarrow;
  return (
    <div className="results">
      <section className="results-list" aria-label="Rows" ref={list} inert={isCovered}>
        {!isLive && matching.error === null && <Reconnecting reason={matching.failureReason} />}
        {matching.data === undefined ? (
          error === null && <FiguresToCome metrics={metrics} />
        ) : (
          <Figures
            matching={matching.data}
            spread={spread.data ?? matching.data}
            filter={ranged}
            isFiltering={isFiltering(filter)}
            onChange={change}
          />
        )}
        {error !== null && matching.data === undefined && <ProblemBox error={error} onRetry={() => void matching.refetch()} />}
        <RowFilters typed={typed} metrics={metrics} all={all.data} matching={matching.data} onChange={change} />
        {error !== null && matching.data !== undefined && <ProblemBox error={error} onRetry={() => void matching.refetch()} />}
        {count === undefined && error === null && <Loading what="Reading the rows" />}
        {count !== undefined && (
          <RowTable<ResultRow>
            label="Rows"
            source={source}
            columns={resultColumns(metrics, isNarrow || openRow !== undefined)}
            sort={sort}
            onSort={(order) => {
              change({ sort: order });
            }}
            current={openRow === undefined ? null : at}
            onOpen={(place, row) => {
              open(row.row, row.replicate, place);
            }}
            empty={
              <Empty
                isLive={isLive}
                isFiltering={isFiltering(filter)}
                onClear={() => {
                  change(NO_FILTER);
                }}
              />
            }
          />
        )}
      </section>
      {openRow !== undefined && (
        <RowDrawer
          owner={owner}
          row={openRow}
          replicate={/^\d+$/.test(get('replicate')) ? Number(get('replicate')) : 0}
          place={at === null ? null : { at, of: source.count }}
          onStep={step}
          onRow={({ row, replicate }) => {
            open(row, replicate, null);
          }}
          onClose={close}
        />
      )}
    </div>
  );
}

function focusSearch(): void {
  document.querySelector<HTMLElement>('.results-list [type=search]')?.focus();
}

interface EmptyProps {
  readonly isLive: boolean;
  readonly isFiltering: boolean;
  readonly onClear: () => void;
}

function Empty({ isLive, isFiltering: hasFilter, onClear }: EmptyProps): ReactNode {
  if (!hasFilter) return isLive ? 'The first rows are on their way.' : 'It has no rows.';
  return (
    <>
      <p>No row matches.</p>
      <button type="button" onClick={onClear}>
        Show all rows
      </button>
    </>
  );
}
