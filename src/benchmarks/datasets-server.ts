import { setTimeout as delay } from 'node:timers/promises';
import pRetry from 'p-retry';
import type { BenchmarkSource } from '../domain/benchmark.ts';
import { BodyCutError, BodyTooLargeError, limitedBody } from '../files/limited-body.ts';
import { checkedPage, PAGE_ROWS, type RowsPage } from './rows-page.ts';
import { networkFault, oneLine, SourceRequestError, statusFault } from './source-faults.ts';
import type { Transport } from './transport.ts';

/** Of one page, after decompression. */
const MAX_ANSWER_BYTES = 64 * 1024 * 1024;

/** How patiently data is fetched. */
export interface FetchPolicy {
  /** Pages that are asked for at once. */
  readonly pagesAtOnce: number;
  /** For one request. */
  readonly timeoutMs: number;
  /** Further attempts after the first, for one page. */
  readonly retries: number;
  /** The same while the server has not answered at all: without a network the wait should be short. */
  readonly retriesUnreached: number;
  /** The wait before the first retry; it doubles, with jitter. */
  readonly minDelayMs: number;
  readonly maxDelayMs: number;
  /** The longest wait that a server may ask for with `Retry-After`. */
  readonly maxPauseMs: number;
}

export const FETCH_POLICY: FetchPolicy = {
  pagesAtOnce: 4,
  timeoutMs: 30_000,
  retries: 6,
  retriesUnreached: 2,
  minDelayMs: 500,
  maxDelayMs: 20_000,
  maxPauseMs: 300_000,
};

export interface DatasetsServerOptions {
  /** Base URL, without a slash at its end. */
  readonly url: string;
  /** Sent to this server only. */
  readonly token: string | undefined;
  readonly userAgent: string;
  readonly policy: FetchPolicy;
  readonly onNotice: (text: string) => void;
}

/**
 * A server that speaks like Hugging Face's: pages of rows, each checked. What may pass is tried again. HTTP_PROXY, HTTPS_PROXY
 * and NO_PROXY are honoured.
 */
export class DatasetsServer {
  readonly url: string;
  readonly #options: DatasetsServerOptions;
  #transport: Promise<Transport> | undefined;
  #wasReached = false;
  #pausedUntilMs = 0;

  constructor(options: DatasetsServerOptions) {
    this.url = options.url;
    this.#options = options;
  }

  /** The rows from `offset` on. Throws a `SourceRequestError`, or the signal's reason. */
  async page(source: BenchmarkSource, offset: number, signal: AbortSignal): Promise<RowsPage> {
    const { retries, minDelayMs, maxDelayMs } = this.#options.policy;
    return pRetry(() => this.#attempt(source, offset, signal), {
      retries,
      minTimeout: minDelayMs,
      maxTimeout: maxDelayMs,
      randomize: true,
      signal,
      onFailedAttempt: ({ error }) => this.#heed(error),
      shouldRetry: ({ error, attemptNumber }) => this.#isWorthARetry(error, attemptNumber),
    });
  }

  async close(): Promise<void> {
    const transport = await this.#transport?.catch(() => undefined);
    await transport?.close();
  }

  async #attempt(source: BenchmarkSource, offset: number, signal: AbortSignal): Promise<RowsPage> {
    await this.#pause(signal);
    const { token, userAgent, policy } = this.#options;
    const request = { url: this.#urlOf(source, offset), source, transport: await this.#opened(), token, userAgent };
    const { text, revision } = await requestRows({ ...request, timeoutMs: policy.timeoutMs }, signal, () => {
      this.#wasReached = true;
    });
    return checkedPage(parsed(text), offset, revision, source);
  }

  async #pause(signal: AbortSignal): Promise<void> {
    for (let leftMs = this.#leftMs(); leftMs > 0; leftMs = this.#leftMs()) await delay(leftMs, undefined, { signal });
  }

  #leftMs(): number {
    return this.#pausedUntilMs - Date.now();
  }

  /** A server that has had enough of one request has had enough of all of them. */
  #heed(error: Error): void {
    const { policy, onNotice } = this.#options;
    const pauseMs = error instanceof SourceRequestError ? (error.pauseMs ?? 0) : 0;
    if (pauseMs === 0 || pauseMs > policy.maxPauseMs) return;
    if (this.#leftMs() <= 0) onNotice(`${this.url} asks to wait for ${Math.ceil(pauseMs / 1000)} s: Assay waits.`);
    this.#pausedUntilMs = Math.max(this.#pausedUntilMs, Date.now() + pauseMs);
  }

  #isWorthARetry(error: Error, attemptNumber: number): boolean {
    const { retriesUnreached, maxPauseMs } = this.#options.policy;
    if (!(error instanceof SourceRequestError) || !error.mayPass || (error.pauseMs ?? 0) > maxPauseMs) return false;
    return this.#wasReached || attemptNumber <= retriesUnreached;
  }

  #urlOf({ dataset, config, split }: BenchmarkSource, offset: number): URL {
    const query = new URLSearchParams({ dataset, config, split, offset: String(offset), length: String(PAGE_ROWS) });
    return new URL(`${this.url}/rows?${query.toString()}`);
  }

  /** Loaded on first use: most who start Assay fetch nothing. */
  async #opened(): Promise<Transport> {
    this.#transport ??= import('./transport.ts').then(({ Transport: Opened }) => new Opened());
    return this.#transport;
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    const start = oneLine(text.slice(0, 60));
    const advice = 'Try again with a network that lets the answer through (HTTPS_PROXY is honoured)';
    throw new SourceRequestError(`what came is not JSON (it begins with ${JSON.stringify(start)})`, { advice, mayPass: true });
  }
}

interface RowsRequest {
  readonly url: URL;
  readonly source: BenchmarkSource;
  readonly transport: Transport;
  readonly userAgent: string;
  readonly token: string | undefined;
  readonly timeoutMs: number;
}

interface RowsAnswer {
  readonly text: string;
  readonly revision: string | null;
}

/** Asks once. Throws a `SourceRequestError`, or the signal's reason; `onReached` is called as soon as anything comes back. */
async function requestRows(request: RowsRequest, signal: AbortSignal, onReached: () => void): Promise<RowsAnswer> {
  const { url, source, transport, token, timeoutMs } = request;
  const headers = headersOf(request);
  const timeout = AbortSignal.timeout(timeoutMs);
  try {
    const response = await transport.get(url, headers, AbortSignal.any([signal, timeout]));
    onReached();
    const text = (await limitedBody(response.body, MAX_ANSWER_BYTES)).toString('utf8');
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
    if (error instanceof BodyTooLargeError) throw tooLargeFault(error);
    throw networkFault(error instanceof BodyCutError ? error.cause : error, url);
  }
}

function headersOf({ token, userAgent }: RowsRequest): Record<string, string> {
  const headers = { accept: 'application/json', 'user-agent': userAgent };
  if (token === undefined) return headers;
  if (/^[\x21-\x7e]+$/.test(token)) return { ...headers, authorization: `Bearer ${token}` };
  throw new SourceRequestError('HF_TOKEN has a character that no token has', { advice: 'Set HF_TOKEN right' });
}

function tooLargeFault({ message }: BodyTooLargeError): SourceRequestError {
  return new SourceRequestError(`the answer is ${message}`, {
    advice: 'See whether ASSAY_DATASETS_SERVER names the right server',
  });
}

function timeoutFault(timeoutMs: number): SourceRequestError {
  const cause = `no answer came within ${timeoutMs / 1000} seconds`;
  return new SourceRequestError(cause, { advice: 'Try again with a network (HTTPS_PROXY is honoured)', mayPass: true });
}
