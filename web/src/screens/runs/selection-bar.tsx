import { useQueries } from '@tanstack/react-query';
import { type ReactNode, useCallback, useMemo } from 'react';
import { useLocation } from 'wouter';
import { api, dataOf } from '../../api/client.ts';
import { useMay } from '../../api/me.ts';
import { countText } from '../../lib/format.ts';
import { compareAddress } from '../../lib/id-list.ts';
import { useShortcuts } from '../../lib/shortcuts.ts';
import type { ListAddress } from './list-address.ts';
import { comparedRunOf, isActive, type Result } from './result-list.ts';
import { newestFirst } from './selection.ts';

interface Props {
  readonly list: ListAddress;
  /** The results of the page that is shown. */
  readonly shown: readonly Result[];
  readonly onDelete: (results: readonly Result[]) => void;
}

/** What can be done with the results that are selected, on this page or another. It takes no place while nothing is. */
export function SelectionBar({ list: { selected, selectOnly }, shown, onDelete }: Props): ReactNode {
  const [, navigate] = useLocation();
  const mayDelete = useMay('admin');
  const { results, isReading } = useSelected(selected, shown);
  const runs = newestFirst(results).flatMap((result) => comparedRunOf(result) ?? []);
  const address = compareAddress(new Set(runs));
  const count = new Set(runs).size;
  const compare = useCallback(() => {
    if (count >= 2) navigate(address);
  }, [navigate, address, count]);
  const clear = useCallback(() => {
    selectOnly([]);
  }, [selectOnly]);
  useShortcuts(
    useMemo(
      () =>
        selected.length === 0
          ? []
          : [
              { keys: 'c', does: 'Compare the selected runs', run: compare },
              { keys: 'Escape', does: 'Select nothing', run: clear },
            ],
      [selected.length, compare, clear],
    ),
  );
  if (selected.length === 0) return null;

  const without = results.length - runs.length;
  const idle = results.filter((result) => !isActive(result));
  return (
    <section className="selection" aria-label="Selected runs">
      <p role="status">
        {countText(selected.length)} selected
        {without > 0 && <small> {countText(without)} without a run to compare yet</small>}
        {!isReading && results.length < selected.length && (
          <small> {countText(selected.length - results.length)} no longer there</small>
        )}
      </p>
      <button type="button" className="main" disabled={count < 2} onClick={compare}>
        {count < 2 ? 'Select two to compare' : `Compare ${countText(count)} runs`}
      </button>
      {mayDelete && (
        <button
          type="button"
          className="danger"
          disabled={idle.length === 0}
          onClick={() => {
            onDelete(idle);
          }}
        >
          Delete…
        </button>
      )}
      <button type="button" className="quiet" onClick={clear}>
        Clear
      </button>
    </section>
  );
}

/** The results with these ids. Those that the page doesn't show are searched for. */
function useSelected(
  ids: readonly string[],
  shown: readonly Result[],
): { readonly results: readonly Result[]; readonly isReading: boolean } {
  const known = new Map(shown.map((result) => [result.id, result]));
  const missing = ids.filter((id) => !known.has(id));
  const found = useQueries({
    queries: missing.map((id) => ({
      queryKey: ['results', 'one', id],
      queryFn: async ({ signal }: { readonly signal: AbortSignal }) => {
        const query = { q: id, steps: 'all', limit: 50 } as const;
        const { results } = await dataOf(api.GET('/api/results', { params: { query }, signal }));
        return results.find((result) => result.id === id) ?? null;
      },
      staleTime: 30_000,
    })),
  });
  for (const { data } of found) if (data !== undefined && data !== null) known.set(data.id, data);
  return { results: ids.flatMap((id) => known.get(id) ?? []), isReading: found.some(({ isPending }) => isPending) };
}
