import { keepPreviousData, useQueries, useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect } from 'react';

/** Rows in one request: a screenful and some more. */
const PAGE_ROWS = 100;

/** How often the pages that are seen are read anew while rows still come. */
const LIVE_MS = 1_500;

export interface RowSource<Row> {
  /** What the rows are of: everything that they depend on, such as the run, its filter and its order. */
  readonly key: readonly unknown[];
  readonly page: (at: {
    readonly offset: number;
    readonly limit: number;
    readonly signal: AbortSignal;
  }) => Promise<readonly Row[]>;
  /** How many there are. */
  readonly count: number;
  /** Whether more may come. */
  readonly isLive?: boolean;
}

export interface VisibleRows<Row> {
  /** The row at a place; `undefined` while it is being read. */
  readonly rowAt: (index: number) => Row | undefined;
  readonly error: Error | null;
  readonly retry: () => void;
}

/**
 * The rows of a list that is too long to be read as a whole: the pages around what is seen are read and kept for a while. A page
 * that is read anew stays shown meanwhile, so that nothing flickers or jumps.
 */
export function useRows<Row>(
  { key, page, count, isLive = false }: RowSource<Row>,
  first: number,
  last: number,
): VisibleRows<Row> {
  const client = useQueryClient();
  const pages = count === 0 ? [] : pagesOf(first, Math.min(last, count - 1));
  const results = useQueries({
    queries: pages.map((number) => ({
      queryKey: [...key, 'page', number],
      queryFn: ({ signal }: { readonly signal: AbortSignal }) => page({ offset: number * PAGE_ROWS, limit: PAGE_ROWS, signal }),
      placeholderData: keepPreviousData,
      staleTime: isLive ? 0 : 60_000,
      gcTime: 60_000,
      refetchInterval: isLive ? LIVE_MS : (false as const),
    })),
  });
  // A page that was read when it had fewer rows is read again.
  const held = results.at(-1)?.data?.length;
  const expected = Math.min(PAGE_ROWS, count - (pages.at(-1) ?? 0) * PAGE_ROWS);
  const lastPage = pages.at(-1);
  const isShort = held !== undefined && held < expected;
  const keyText = JSON.stringify(key);
  useEffect(() => {
    if (isShort)
      void client.invalidateQueries({ queryKey: [...(JSON.parse(keyText) as unknown[]), 'page', lastPage], exact: true });
  }, [client, isShort, keyText, lastPage, count]);

  const firstPage = pages[0] ?? 0;
  const rowAt = useCallback(
    (index: number) => results[Math.floor(index / PAGE_ROWS) - firstPage]?.data?.[index % PAGE_ROWS],
    [results, firstPage],
  );
  const retry = useCallback(() => void Promise.all(results.map((result) => result.refetch())), [results]);
  return { rowAt, error: results.find(({ error }) => error !== null)?.error ?? null, retry };
}

function pagesOf(first: number, last: number): number[] {
  const from = Math.max(0, Math.floor(first / PAGE_ROWS));
  return Array.from({ length: Math.max(1, Math.floor(last / PAGE_ROWS) - from + 1) }, (_, at) => from + at);
}
