import { setTimeout as delay } from 'node:timers/promises';
import pRetry from 'p-retry';
import type { BenchmarkSource } from '../domain/benchmark.ts';
import type { FetchPolicy } from './fetch-policy.ts';
import { oneLine } from './one-line.ts';
import { SourceRequestError } from './request-fault.ts';
import { checkedPage, PAGE_ROWS, type RowsPage } from './rows-page.ts';
import { requestRows } from './rows-request.ts';
import type { Transport } from './transport.ts';

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
    if (this.#leftMs() <= 0) onNotice(`${this.url} asks to wait for ${Math.ceil(pauseMs / 1000)} s, which is done.`);
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
