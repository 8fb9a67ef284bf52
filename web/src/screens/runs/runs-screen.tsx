import { type ReactNode, useMemo, useRef, useState } from 'react';
import { Link, useLocation } from 'wouter';
import { useMay } from '../../api/me.ts';
import { countText } from '../../lib/format.ts';
import { useShortcuts } from '../../lib/shortcuts.ts';
import { Loading } from '../../parts/loading.tsx';
import { ProblemBox } from '../../parts/problem-box.tsx';
import { ScreenHead } from '../../parts/screen-head.tsx';
import { FileDrop } from '../import/file-drop.tsx';
import { handOver } from '../import/handed-file.ts';
import { useListAddress } from './list-address.ts';
import { NoRuns } from './no-runs.tsx';
import { PAGE, type Result, useResults } from './result-list.ts';
import { type RowTask, RowTasks } from './row-tasks.tsx';
import { RunFilters } from './run-filters.tsx';
import { RunTable } from './run-table.tsx';
import './runs.css';
import { rowKeys } from './row-keys.ts';
import { SelectionBar } from './selection-bar.tsx';

/** Everything that was run, newest first: jobs, their steps, and runs from elsewhere. */
export function RunsScreen(): ReactNode {
  const list = useListAddress();
  const { address, listed, selected } = list;
  const { data, error, isPlaceholderData, refetch } = useResults(listed);
  const [, navigate] = useLocation();
  const mayRun = useMay('run');
  const search = useRef<HTMLInputElement>(null);
  const lastSelected = useRef<string | null>(null);
  const [task, setTask] = useState<RowTask | null>(null);

  const results = data?.results ?? [];
  const total = data?.total ?? 0;
  const metrics = metricsOf(results);
  const metric = address.get('metric') === '' ? (metrics[0] ?? '') : address.get('metric');

  const onSelect = (id: string, isRange: boolean): void => {
    const from = lastSelected.current;
    list.select(id, isRange && from !== null ? { from, list: results.map((result) => result.id) } : undefined);
    lastSelected.current = id;
  };

  useShortcuts(
    useMemo(
      () => [
        ...rowKeys(),
        { keys: '/', does: 'Search the runs', run: () => search.current?.focus() },
        {
          keys: 'n',
          does: 'Start something new',
          run: () => {
            navigate('/start/evaluate');
          },
        },
      ],
      [navigate],
    ),
  );

  const isEmpty = data?.total === 0 && !list.isFiltered && listed.page === 1;
  return (
    <FileDrop
      isOff={!mayRun}
      onFiles={(files) => {
        handOver(files);
        navigate('/import');
      }}
    >
      <ScreenHead title="Runs">
        {mayRun && (
          <>
            <Link href="/import" className="button">
              Import
            </Link>
            <Link href="/start/evaluate" className="button main">
              New
            </Link>
          </>
        )}
      </ScreenHead>
      {!isEmpty && <RunFilters list={list} search={search} hasRows={data !== undefined} />}
      {error !== null && <ProblemBox error={error} onRetry={() => void refetch()} />}
      {data === undefined && error === null && <Loading />}
      {isEmpty && <NoRuns />}
      {data !== undefined && !isEmpty && (
        <>
          <div className="list-head">
            <p role="status">
              {countText(total)} {total === 1 ? 'run' : 'runs'}
              {list.isFiltered && (total === 1 ? ' that matches' : ' that match')}
            </p>
            {metrics.length > 1 && (
              <label>
                Score by{' '}
                <select
                  value={metric}
                  onChange={(event) => {
                    address.set({ metric: event.target.value, sort: null });
                  }}
                >
                  {[...new Set([...metrics, metric])].map((name) => (
                    <option key={name} value={name}>
                      {name}
                    </option>
                  ))}
                </select>
              </label>
            )}
          </div>
          {total === 0 ? (
            <p className="empty">Nothing matches. Take a filter away, or search for less.</p>
          ) : (
            <div className={isPlaceholderData ? 'wide stale' : 'wide'}>
              <RunTable
                list={list}
                results={results}
                metric={metric}
                onSelect={onSelect}
                onMore={(result, button) => {
                  setTask({ kind: 'menu', result, button });
                }}
              />
            </div>
          )}
          <Pages
            page={listed.page}
            total={total}
            onPage={(page) => {
              address.set({ page: page === 1 ? null : page });
              window.scrollTo(0, 0);
            }}
          />
        </>
      )}
      <RowTasks
        task={task}
        onTask={setTask}
        onDeleted={(ids) => {
          list.selectOnly(selected.filter((id) => !ids.includes(id)));
        }}
      />
      <SelectionBar
        list={list}
        shown={results}
        onDelete={(doomed) => {
          setTask({ kind: 'delete', results: doomed });
        }}
      />
    </FileDrop>
  );
}

/** The metrics of a page, those of most results first. */
function metricsOf(results: readonly Result[]): readonly string[] {
  const counts = new Map<string, number>();
  for (const { metrics } of results) for (const name of Object.keys(metrics)) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].sort(([, a], [, b]) => b - a).map(([name]) => name);
}

interface PagesProps {
  /** From 1. */
  readonly page: number;
  readonly total: number;
  readonly onPage: (page: number) => void;
}

function Pages({ page, total, onPage }: PagesProps): ReactNode {
  const last = Math.max(1, Math.ceil(total / PAGE));
  if (last === 1 && page === 1) return null;
  const to = (name: string, target: number): ReactNode => (
    <button
      type="button"
      disabled={target < 1 || target > last || target === page}
      onClick={() => {
        onPage(target);
      }}
    >
      {name}
    </button>
  );
  return (
    <nav className="pages" aria-label="Pages">
      {to('First', 1)}
      {to('Newer', Math.min(page - 1, last))}
      <span>
        Page {countText(page)} of {countText(last)}
      </span>
      {to('Older', page + 1)}
      {to('Last', last)}
    </nav>
  );
}
