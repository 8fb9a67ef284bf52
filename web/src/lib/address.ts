import { useCallback, useMemo } from 'react';
import { useLocation } from 'wouter';
// That of `wouter` itself decodes a per cent sign once more than the address was encoded.
import { useSearch } from 'wouter/use-browser-location';
import { type AddressChange, changedQuery, withQuery } from './query.ts';

export interface Address {
  readonly query: URLSearchParams;
  /** The parameter's value; the empty string where it is not there. */
  readonly get: (name: string) => string;
  /** Changes the query. A change of what is typed replaces the entry of the history; one that a person would go back from pushes a new one. */
  readonly set: (change: AddressChange, how?: 'push' | 'replace') => void;
}

/** The state of a screen, which lives in the query of its address: it can be linked to, reloaded, and gone back to. */
export function useAddress(): Address {
  const search = useSearch();
  const [, navigate] = useLocation();
  const query = useMemo(() => new URLSearchParams(search), [search]);
  const get = useCallback((name: string) => query.get(name) ?? '', [query]);
  const set = useCallback(
    (change: AddressChange, how: 'push' | 'replace' = 'push') => {
      // Two changes in one turn both count: the second sees what the first did.
      const query = changedQuery(new URLSearchParams(location.search), change);
      // `~` is for a path as it stands, below no base and not decoded.
      navigate(withQuery(`~${location.pathname}`, query), { replace: how === 'replace' });
    },
    [navigate],
  );
  return useMemo(() => ({ query, get, set }), [query, get, set]);
}
