import { APICallError } from '@ai-sdk/provider';
import type { OutageSign } from './circuit.ts';
import { askedWaitMs } from './rate-limit-headers.ts';
import { refusalOf } from './refusal.ts';

/** The provider did not answer in time. */
export class CallTimeoutError extends Error {
  override readonly name = 'CallTimeoutError';

  constructor(timeoutMs: number) {
    super(`no answer within ${timeoutMs} ms`);
  }
}

/** No connection could be made at all: unlike one that breaks, no request can be its cause. */
const NO_CONNECTION = /ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|ETIMEDOUT|UND_ERR_CONNECT_TIMEOUT/;

/** What a failed call means. `askedMs`: how long the provider asks to wait. */
export type CallFault =
  /** The same again would fail again. */
  | { readonly kind: 'final' }
  /** The provider has no room for it now: too many calls, or overloaded. */
  | { readonly kind: 'refused'; readonly sign: 'overloaded' | null; readonly askedMs: number | null }
  /** It failed, and may pass next time; `sign` where the provider may be down. */
  | { readonly kind: 'failed'; readonly sign: OutageSign | null; readonly askedMs: number | null };

/** `now` is in milliseconds since 1970. */
export function faultOf(error: unknown, now: number): CallFault {
  if (error instanceof CallTimeoutError) return { kind: 'failed', sign: 'broken', askedMs: null };
  if (!APICallError.isInstance(error) || !error.isRetryable || refusalOf(error) !== null) return { kind: 'final' };
  const askedMs = askedWaitMs(error.responseHeaders ?? {}, now);
  switch (error.statusCode) {
    case undefined:
      return { kind: 'failed', sign: NO_CONNECTION.test(error.message) ? 'unreachable' : 'broken', askedMs };
    case 429:
      return { kind: 'refused', sign: null, askedMs };
    case 503:
    case 529:
      return { kind: 'refused', sign: 'overloaded', askedMs };
    case 502:
    case 504:
      return { kind: 'failed', sign: 'gateway', askedMs };
    default:
      return { kind: 'failed', sign: error.statusCode === 409 ? null : 'broken', askedMs };
  }
}
