import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useAddress } from '../../lib/address.ts';
import { countText } from '../../lib/format.ts';
import { LARGEST_FIRST, tagsOf } from './paired-row-source.ts';

/** Chooses rows by a tag; nothing where the run's samples have none. */
export function TagChoice({ runId }: { readonly runId: string }): ReactNode {
  const { get, set } = useAddress();
  const { data = [] } = useQuery({
    queryKey: ['tags', runId],
    queryFn: ({ signal }) => tagsOf(runId, signal),
    staleTime: 60_000,
  });
  const chosen = get('tag');
  if (data.length === 0 && chosen === '') return null;
  const isListed = chosen === '' || data.some(({ tag }) => tag === chosen);
  return (
    <select
      aria-label="Tag of the rows"
      value={chosen}
      onChange={(event) => {
        set({ tag: event.target.value, at: null });
      }}
    >
      <option value="">All tags</option>
      {!isListed && <option value={chosen}>{chosen}</option>}
      {data.map(({ tag, samples }) => (
        <option key={tag} value={tag}>
          {tag} ({countText(samples)})
        </option>
      ))}
    </select>
  );
}

interface OrderProps {
  readonly sort: string;
  /** What the difference is called. */
  readonly difference: string;
  readonly onSort: (sort: string) => void;
}

/** The orders of a comparison, by size of the difference or with its sign; that of another column is named as such. */
export function OrderChoice({ sort, difference, onSort }: OrderProps): ReactNode {
  const orders = [
    [LARGEST_FIRST, 'Largest differences first'],
    ['-delta', `${difference}, highest first`],
    ['delta', `${difference}, lowest first`],
    ['row', 'In the order of rows'],
  ] as const;
  const isListed = orders.some(([order]) => order === sort);
  return (
    <select
      aria-label="Order of the rows"
      value={sort}
      onChange={(event) => {
        onSort(event.target.value);
      }}
    >
      {!isListed && <option value={sort}>By a column</option>}
      {orders.map(([order, name]) => (
        <option key={order} value={order}>
          {name}
        </option>
      ))}
    </select>
  );
}
