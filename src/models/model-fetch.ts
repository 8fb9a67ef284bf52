import { isUtf8 } from 'node:buffer';
import { APICallError } from '@ai-sdk/provider';
import {
  Agent,
  type Dispatcher,
  EnvHttpProxyAgent,
  fetch,
  Headers as SentHeaders,
  type RequestInit,
  type Response as Received,
} from 'undici';
import { ModelSpecError } from '../domain/errors.ts';
import { BodyCutError, BodyTooLargeError, limitedBody } from '../files/limited-body.ts';
import { errorInBody } from './error-in-body.ts';
import { GATE_VARIABLE, gateConnector, GateRefusalError } from './gate-connector.ts';
import { withReadableUsage } from './readable-usage.ts';
import type { Env } from './sdk-provider.ts';
import { callTraceparent } from './traced-model.ts';

/** As the AI SDK calls its `fetch`. */
export type ModelFetch = typeof globalThis.fetch;

export interface ModelFetchOptions {
  readonly env: Env;
  /** Of an answer, after decompression. */
  readonly maxResponseBytes: number;
}

const MAX_REDIRECTS = 5;
/** Timeouts are the retry policy's. */
const NO_TIMEOUTS = { headersTimeout: 0, bodyTimeout: 0 };
/** Everything else that a request carries may be a key. */
const HEADERS_FOR_STRANGERS = ['accept', 'content-type', 'user-agent'];

/**
 * The `fetch` of all calls of models: through the gate of a confined process, or the proxy that HTTP_PROXY, HTTPS_PROXY and NO_PROXY name, with few redirects and bodies of limited
 * size. A body that holds an error under a good status has the error's own status. Throws a `ModelSpecError` where the proxy can't be used.
 */
export function createModelFetch({ env, maxResponseBytes }: ModelFetchOptions): ModelFetch {
  const dispatcher = dispatcherOf(env);
  return async (input, init = {}) => {
    const url = new URL(input instanceof Request ? input.url : input);
    const received = await followed(url, { ...withTraceparent(init as unknown as RequestInit), dispatcher });
    return answerOf(received, url, { maxResponseBytes, signal: init.signal ?? null });
  };
}

function withTraceparent(init: RequestInit): RequestInit {
  const traceparent = callTraceparent();
  if (traceparent === null) return init;
  const headers = new SentHeaders(init.headers);
  headers.set('traceparent', traceparent);
  return { ...init, headers: [...headers] as [string, string][] };
}

function dispatcherOf(env: Env): Dispatcher {
  const gate = env[GATE_VARIABLE];
  if (gate !== undefined) return new Agent({ ...NO_TIMEOUTS, connect: gateConnector(gate) });
  const variable = (name: string): string => env[name]?.trim() || env[name.toUpperCase()]?.trim() || '';
  const [httpProxy, httpsProxy, noProxy] = ['http_proxy', 'https_proxy', 'no_proxy'].map(variable);
  if (!httpProxy && !httpsProxy) return new Agent(NO_TIMEOUTS);
  try {
    return new EnvHttpProxyAgent({
      ...NO_TIMEOUTS,
      httpProxy: httpProxy ?? '',
      httpsProxy: httpsProxy || (httpProxy ?? ''),
      noProxy: noProxy ?? '',
    });
  } catch {
    throw new ModelSpecError('HTTP_PROXY or HTTPS_PROXY is not the URL of a proxy, such as http://127.0.0.1:3128');
  }
}

async function followed(first: URL, init: RequestInit): Promise<Received> {
  let url = first;
  let sent = init;
  for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects += 1) {
    const received = await asked(url, sent);
    const location = received.headers.get('location');
    if (received.status < 300 || received.status > 399 || location === null) return received;
    await received.body?.cancel();
    const next = URL.parse(location, url.href);
    if (next === null || !/^https?:$/.test(next.protocol)) throw refused(url, `it redirects to '${location.slice(0, 200)}'`);
    sent = redirectedInit(sent, received.status, next.origin !== url.origin);
    url = next;
  }
  throw refused(first, `it redirects more than ${MAX_REDIRECTS} times, last to ${url.href.slice(0, 200)}`);
}

/** What is sent to the place that a redirect names: to another host no key, and after 301 to 303 no body, as browsers do. */
function redirectedInit(init: RequestInit, status: number, isStranger: boolean): RequestInit {
  const headers = new SentHeaders(init.headers);
  if (isStranger) for (const name of [...headers.keys()]) if (!HEADERS_FOR_STRANGERS.includes(name)) headers.delete(name);
  const sent = { ...init, headers: [...headers] as [string, string][] };
  if (status === 307 || status === 308) return sent;
  const { body: _body, ...withoutBody } = sent;
  return { ...withoutBody, method: 'GET' };
}

async function asked(url: URL, init: RequestInit): Promise<Received> {
  try {
    return await fetch(url, { ...init, redirect: 'manual' });
  } catch (error) {
    init.signal?.throwIfAborted();
    const inner = innermost(error);
    if (inner instanceof GateRefusalError) throw refused(url, inner.message);
    throw unreached(url, error);
  }
}

interface Reading {
  readonly maxResponseBytes: number;
  readonly signal: AbortSignal | null;
}

async function answerOf(received: Received, url: URL, { maxResponseBytes, signal }: Reading): Promise<Response> {
  const { status, statusText } = received;
  const headers = new Headers([...received.headers]);
  for (const name of ['content-encoding', 'content-length', 'transfer-encoding']) headers.delete(name);
  const responseHeaders = Object.fromEntries(headers);
  try {
    const body = await limitedBody(received.body, maxResponseBytes);
    if (!isUtf8(body)) throw refused(url, 'its answer is not UTF-8', { statusCode: status, responseHeaders });
    const text = body.toString('utf8');
    const error = status < 300 ? errorInBody(text) : null;
    if (error !== null) return new Response(error.body, { status: error.status, headers });
    return new Response(text === '' ? null : withReadableUsage(text), { status, statusText, headers });
  } catch (error) {
    signal?.throwIfAborted();
    if (error instanceof BodyTooLargeError) {
      const message = `its answer is ${error.message}, which ASSAY_MODEL_RESPONSE_LIMIT allows`;
      throw refused(url, message, { statusCode: status, responseHeaders });
    }
    if (error instanceof BodyCutError) return cutAnswer(error, url, { status, statusText, headers });
    throw error;
  }
}

/** An error of which half has come is an error all the same; half an answer is a broken connection. */
function cutAnswer({ received, cause }: BodyCutError, url: URL, init: ResponseInit & { readonly status: number }): Response {
  const text = received.toString('utf8');
  const error = errorInBody(text, { isCut: true });
  if (init.status >= 400) return new Response(text, init);
  if (error !== null) return new Response(error.body, { ...init, status: error.status });
  throw unreached(url, cause, `the connection broke after ${received.length} bytes of the answer`);
}

/** A server that could not be reached, or broke off: worth another try. */
function unreached(url: URL, error: unknown, what = 'the server could not be reached'): APICallError {
  const reason = reasonOf(error);
  return new APICallError({
    message: `${what}${reason === '' ? '' : `: ${reason}`}`,
    url: url.href,
    requestBodyValues: {},
    cause: error,
    isRetryable: true,
  });
}

/** A server that answers, but not in a way that can be used: the same again would not help. */
function refused(
  url: URL,
  message: string,
  known: { readonly statusCode?: number; readonly responseHeaders?: Record<string, string> } = {},
): APICallError {
  return new APICallError({ message, url: url.href, requestBodyValues: {}, isRetryable: false, ...known });
}

/** The innermost reason, with what came in place of HTTP. */
function reasonOf(error: unknown): string {
  const inner = innermost(error);
  if (!(inner instanceof Error)) return String(inner);
  const { code, data } = inner as { readonly code?: unknown; readonly data?: unknown };
  const came = typeof data === 'string' && data !== '' ? `, got ${JSON.stringify(data.slice(0, 80))}` : '';
  const message = inner.message === '' ? '' : inner.message;
  const shown =
    typeof code === 'string' && !message.includes(code) ? (message === '' ? code : `${message} (${code})`) : message;
  return `${shown}${came}`;
}

function innermost(error: unknown): unknown {
  let inner = error;
  for (let depth = 0; depth < 5 && inner instanceof Error; depth += 1) {
    const next: unknown = inner instanceof AggregateError && inner.errors.length > 0 ? inner.errors[0] : inner.cause;
    if (next === undefined || next === null) break;
    inner = next;
  }
  return inner;
}
