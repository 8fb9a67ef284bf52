import { QueryCache, QueryClient } from '@tanstack/react-query';
import { SERVER_URL } from '../lib/base-path.ts';
import { ProblemError } from './problem.ts';

/** How often a failed request is made again before its failure is shown. */
const RETRIES = 2;

/** What was read stays shown while it is read anew; only failures that may pass are tried again. */
export const queryClient = new QueryClient({
  queryCache: new QueryCache({ onError: signInWhenRefused }),
  defaultOptions: {
    queries: {
      staleTime: 2_000,
      retry: (count, error) => count < RETRIES && (!(error instanceof ProblemError) || isPassing(error.status)),
    },
    mutations: { retry: false },
  },
});

/** A session that is missing or over: the server's own page takes the key, and leads back here. */
export function signInWhenRefused(error: Error): void {
  if (!(error instanceof ProblemError) || error.status !== 401) return;
  const next = encodeURIComponent(location.pathname + location.search);
  location.assign(`${SERVER_URL}/sign-in?next=${next}`);
}

function isPassing(status: number): boolean {
  return status === 0 || status === 429 || status >= 500;
}
