import { useMemo } from 'react';
import { type BaseLocationHook, useParams } from 'wouter';
import { useBrowserLocation, useSearch as useBrowserSearch } from 'wouter/use-browser-location';
import { BASE_PATH } from './base-path.ts';

/**
 * The address as it is written. The router decodes what it gets by `decodeURI`, after which an id with `=`, `/` or `%` in it can't be told from another: so it
 * gets it encoded once more, and whoever reads a part decodes it once.
 */
export const useExactLocation: BaseLocationHook = () => {
  const [path, navigate] = useBrowserLocation();
  return [BASE_PATH + encodedAgain(path.slice(BASE_PATH.length)), navigate];
};

export function useExactSearch(): string {
  return encodedAgain(useBrowserSearch());
}

/** The parts of the path that the route names. */
export function usePathParts<Parts extends { readonly [Name in keyof Parts]?: string }>(): Parts {
  const params = useParams();
  return useMemo(
    () =>
      Object.fromEntries(
        Object.entries(params).map(([name, text]) => [name, text === undefined ? text : decoded(text)]),
      ) as Parts,
    [params],
  );
}

function encodedAgain(text: string): string {
  return text.replaceAll('%', '%25');
}

/** A hand-made address may have a lone per cent sign. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
