import type { BenchmarkSource } from '../domain/benchmark.ts';
import { networkFault } from './network-fault.ts';
import { SourceRequestError } from './request-fault.ts';
import { statusFault } from './status-fault.ts';
import type { Transport } from './transport.ts';

export interface RowsRequest {
  readonly url: URL;
  readonly source: BenchmarkSource;
  readonly transport: Transport;
  readonly userAgent: string;
  readonly token: string | undefined;
  readonly timeoutMs: number;
}

export interface RowsAnswer {
  readonly text: string;
  readonly revision: string | null;
}

/** Asks once. Throws a `SourceRequestError`, or the signal's reason; `onReached` is called as soon as anything comes back. */
export async function requestRows(request: RowsRequest, signal: AbortSignal, onReached: () => void): Promise<RowsAnswer> {
  const { url, source, transport, token, timeoutMs } = request;
  const headers = headersOf(request);
  const timeout = AbortSignal.timeout(timeoutMs);
  try {
    const response = await transport.get(url, headers, AbortSignal.any([signal, timeout]));
    onReached();
    const text = await response.text();
    const header = (name: string): string | null => response.headers.get(name);
    if (response.ok) return { text, revision: header('x-revision') };
    const refusal = {
      status: response.status,
      retryAfter: header('retry-after'),
      errorCode: header('x-error-code'),
      body: text,
    };
    throw statusFault(refusal, source, token !== undefined);
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof SourceRequestError) throw error;
    if (timeout.aborted) throw timeoutFault(timeoutMs);
    throw networkFault(error, url);
  }
}

function headersOf({ token, userAgent }: RowsRequest): Record<string, string> {
  const headers = { accept: 'application/json', 'user-agent': userAgent };
  if (token === undefined) return headers;
  if (/^[\x21-\x7e]+$/.test(token)) return { ...headers, authorization: `Bearer ${token}` };
  throw new SourceRequestError('HF_TOKEN has a character that no token has', { advice: 'Set HF_TOKEN right' });
}

function timeoutFault(timeoutMs: number): SourceRequestError {
  const cause = `no answer came within ${timeoutMs / 1000} seconds`;
  return new SourceRequestError(cause, { advice: 'Try again with a network (HTTPS_PROXY is honoured)', mayPass: true });
}
