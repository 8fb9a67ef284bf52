import { useMemo } from 'react';
import { type Address, useAddress } from '../../lib/address.ts';
import { idListOf, idListText } from '../../lib/id-list.ts';
import { useDebounced } from '../../lib/use-debounced.ts';
import type { ListedPage } from './result-list.ts';
import { toggled, withRange } from './selection.ts';

/** Conditions of the list beside the search. */
export const FILTERS = ['status', 'kind', 'project', 'model', 'experiment'] as const;

/** What the list shows, and what is selected in it: all of it stands in the address. */
export interface ListAddress {
  readonly address: Address;
  readonly listed: ListedPage;
  /** Whether anything is left out of the list. */
  readonly isFiltered: boolean;
  readonly selected: readonly string[];
  /** Takes a row in or out; with `from`, all rows between that and this one. */
  readonly select: (id: string, range?: { readonly from: string; readonly list: readonly string[] }) => void;
  readonly selectOnly: (ids: readonly string[]) => void;
  /** Searches whose steps are shown. */
  readonly opened: readonly string[];
  readonly toggleSteps: (id: string) => void;
}

export function useListAddress(): ListAddress {
  const address = useAddress();
  const { get, set } = address;
  const q = useDebounced(get('q').trim());
  return useMemo(() => {
    const selected = idListOf(get('selected'));
    const opened = idListOf(get('steps'));
    const selectOnly = (ids: readonly string[]): void => {
      set({ selected: idListText(ids) }, 'replace');
    };
    return {
      address,
      listed: {
        q,
        kind: get('kind'),
        status: get('status'),
        project: get('project'),
        model: get('model'),
        experiment: get('experiment'),
        sort: get('sort'),
        page: Math.max(1, Math.floor(Number(get('page'))) || 1),
      },
      isFiltered: q !== '' || FILTERS.some((name) => get(name) !== ''),
      selected,
      select: (id, range) => {
        selectOnly(range === undefined ? toggled(selected, id) : withRange(selected, range.list, range.from, id));
      },
      selectOnly,
      opened,
      toggleSteps: (id) => {
        set({ steps: idListText(toggled(opened, id)) }, 'replace');
      },
    };
  }, [address, get, set, q]);
}
