import { type Query, QueryCache, QueryClient } from '@tanstack/react-query';
import { BASE_PATH, SERVER_URL } from '../lib/base-path.ts';
import { ProblemError } from './problem.ts';

/** How often a failed request is made again before its failure is shown. */
const RETRIES = 2;

/** What was read stays shown while it is read anew; only failures that may pass are tried again. */
export const queryClient = new QueryClient({
  queryCache: new QueryCache({ onError: signInWhenRefused, onSuccess: readWhatWasAway }),
  defaultOptions: {
    queries: {
      staleTime: 2_000,
      retry: (count, error) => count < RETRIES && (!(error instanceof ProblemError) || isPassing(error.status)),
    },
    mutations: { retry: false },
  },
});

/** The server answers again: what is shown and found nobody to answer is read anew. */
function readWhatWasAway(): void {
  void queryClient.refetchQueries({ type: 'active', predicate: foundNobody }, { cancelRefetch: false });
}

/** A fault of the server's own, such as 500, may be of one question alone: it is left to who asks. */
function foundNobody({ state: { error, fetchStatus } }: Query): boolean {
  return fetchStatus === 'idle' && error instanceof ProblemError && [0, 502, 503, 504].includes(error.status);
}

/** How soon after a sign-in a further refusal means that signing in does not help, as where a proxy before the server refuses. */
const SOON_MS = 15_000;

const LEFT_AT = 'assay.left-to-sign-in';

/** A session that is missing or over: the server's own page takes the key, and leads back here. */
export function signInWhenRefused(error: Error): void {
  if (!(error instanceof ProblemError) || error.status !== 401) return;
  const leftMs = Date.now() - Number(sessionStorage.getItem(LEFT_AT) ?? 0);
  if (leftMs >= 0 && leftMs < SOON_MS) return;
  sessionStorage.setItem(LEFT_AT, String(Date.now()));
  location.assign(signInAddress());
}

/** The server knows who looks, so signing in has helped, and may help again. */
export function noteSignedIn(): void {
  sessionStorage.removeItem(LEFT_AT);
}

/** The server puts the sub-path before it that the application lives under. */
export function signInAddress(): string {
  const next = location.pathname.slice(BASE_PATH.length) + location.search;
  return `${SERVER_URL}/sign-in?next=${encodeURIComponent(next)}`;
}

function isPassing(status: number): boolean {
  return status === 0 || status === 429 || status >= 500;
}
