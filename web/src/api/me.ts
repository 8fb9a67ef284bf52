import { useQuery } from '@tanstack/react-query';
import { api, dataOf, type Schemas } from './client.ts';
import { noteSignedIn } from './query-client.ts';

export type Scope = Schemas['Me']['scope'];

/** The scopes, each of which may do what those before it may. */
const ORDER: readonly Scope[] = ['read', 'run', 'admin'];

/** Who looks at the page, and what they may do; `undefined` until that is known. */
export function useMe(): Schemas['Me'] | undefined {
  const { data } = useQuery({
    queryKey: ['me'],
    queryFn: async ({ signal }) => {
      const me = await dataOf(api.GET('/api/me', { signal }));
      if (me.auth) noteSignedIn();
      return me;
    },
    staleTime: 60_000,
  });
  return data;
}

/** Whether the one who looks at the page may do what needs this scope; until that is known, nothing but reading. */
export function useMay(scope: Scope): boolean {
  return isWithin(scope, useMe()?.scope ?? 'read');
}

/**
 * Why an action that needs this scope can't be taken, as the title of a disabled button; `undefined` where it can, and while nothing is
 * known yet.
 */
export function useRefusal(scope: Scope): string | undefined {
  const me = useMe();
  if (me === undefined || isWithin(scope, me.scope)) return undefined;
  return `This needs the scope “${scope}”; ${me.name} has “${me.scope}”.`;
}

function isWithin(needed: Scope, scope: Scope): boolean {
  return ORDER.indexOf(scope) >= ORDER.indexOf(needed);
}
