import { type QueryClient, useQueries, useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useState } from 'react';
import { isAway } from '../../api/problem.ts';

/** Rows in one request: a screenful and some more. */
const PAGE_ROWS = 100;

/** How often the pages that are seen are read anew while rows still come. */
const LIVE_MS = 1_500;

/** How long pages are kept once they are out of sight. */
const KEPT_MS = 60_000;

export interface RowPage<Row> {
  readonly rows: readonly Row[];
  /** How many there are of all pages; `null` where the server does not count them. */
  readonly total: number | null;
}

export interface RowSource<Row> {
  /** What the rows are of: everything that they depend on, such as the run, its filter and its order. */
  readonly key: readonly unknown[];
  readonly page: (at: {
    readonly offset: number;
    readonly limit: number;
    readonly signal: AbortSignal;
  }) => Promise<RowPage<Row>>;
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
export function useRows<Row>(source: RowSource<Row>, first: number, last: number): VisibleRows<Row> {
  const { key, count, isLive = false } = source;
  const client = useQueryClient();
  const keyText = JSON.stringify(key);
  // While the first rows of another filter or order are read, those of the one before stay.
  const [keys, setKeys] = useState({ now: keyText, before: keyText });
  if (keys.now !== keyText) setKeys({ now: keyText, before: keys.now });
  const pages = count === 0 ? [] : pagesOf(first, Math.min(last, count - 1));
  const results = useQueries({
    queries: pages.map((number) => ({
      ...pageQuery(source, number),
      placeholderData: () => client.getQueryData<RowPage<Row>>(pageKey(keys.before, number)),
      staleTime: isLive ? 0 : KEPT_MS,
      refetchInterval: isLive ? LIVE_MS : (false as const),
    })),
  });
  // A page that was read when it had fewer rows is read again.
  const held = results.at(-1)?.data?.rows.length;
  const expected = Math.min(PAGE_ROWS, count - (pages.at(-1) ?? 0) * PAGE_ROWS);
  const lastPage = pages.at(-1);
  const isShort = held !== undefined && held < expected;
  useEffect(() => {
    if (isShort && lastPage !== undefined) void client.invalidateQueries({ queryKey: pageKey(keyText, lastPage), exact: true });
  }, [client, isShort, keyText, lastPage, count]);

  const firstPage = pages[0] ?? 0;
  const rowAt = useCallback(
    (index: number) => results[Math.floor(index / PAGE_ROWS) - firstPage]?.data?.rows[index % PAGE_ROWS],
    [results, firstPage],
  );
  const retry = useCallback(() => void Promise.all(results.map((result) => result.refetch())), [results]);
  // What is read again by itself says elsewhere that the server is away.
  const failed = results.find(({ error, isFetching }) => error !== null && !(isAway(error) && (isLive || isFetching)));
  return { rowAt, error: failed?.error ?? null, retry };
}

/** Reads the first rows, with which it is known soonest how many there are; `undefined` until they are there. */
export function useFirstCount<Row>(source: Omit<RowSource<Row>, 'count'>): number | undefined {
  return useQuery({ ...pageQuery(source, 0), staleTime: KEPT_MS }).data?.total ?? undefined;
}

/** The row at a place of a list, from the pages that are kept if it is in one of them; `undefined` beyond the end. */
export async function rowOfList<Row>(client: QueryClient, source: RowSource<Row>, index: number): Promise<Row | undefined> {
  const number = Math.floor(index / PAGE_ROWS);
  const { rows } = await client.query({ ...pageQuery(source, number), staleTime: source.isLive === true ? 0 : KEPT_MS });
  return rows[index % PAGE_ROWS];
}

function pageQuery<Row>({ key, page }: Omit<RowSource<Row>, 'count'>, number: number) {
  return {
    queryKey: pageKey(JSON.stringify(key), number),
    queryFn: async ({ signal }: { readonly signal: AbortSignal }) =>
      page({ offset: number * PAGE_ROWS, limit: PAGE_ROWS, signal }),
    gcTime: KEPT_MS,
  };
}

function pageKey(keyText: string, page: number): unknown[] {
  return [...(JSON.parse(keyText) as unknown[]), 'page', page];
}

function pagesOf(first: number, last: number): number[] {
  const from = Math.max(0, Math.floor(first / PAGE_ROWS));
  return Array.from({ length: Math.max(1, Math.floor(last / PAGE_ROWS) - from + 1) }, (_, at) => from + at);
}
