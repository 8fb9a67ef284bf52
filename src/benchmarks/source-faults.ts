import type { BenchmarkSource } from '../domain/benchmark.ts';
import { errorCode } from '../files/error-code.ts';
import { retryAfterMs } from '../files/retry-after.ts';

const LATER = 'Try again later';
const OTHER_SERVER = 'See whether ASSAY_DATASETS_SERVER names the right server';
const ADVICE = 'Try again with a network (HTTPS_PROXY is honoured)';
const TLS_ADVICE = 'Where a proxy reads the traffic, name the file of its certificate in NODE_EXTRA_CA_CERTS and try again';
const PROXY_ADVICE = 'Set HTTPS_PROXY, HTTP_PROXY or NO_PROXY right and try again';
const UNTRUSTED =
  /^(CERT_|ERR_TLS_|ERR_SSL_|UND_ERR_PRX_TLS|UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|EPROTO|HOSTNAME_MISMATCH|INVALID_CA)/;
const BROKEN = new Set(['ECONNRESET', 'EPIPE', 'ECONNABORTED', 'UND_ERR_SOCKET', 'UND_ERR_RES_CONTENT_LENGTH_MISMATCH']);
const UNREACHABLE = new Set(['ENETUNREACH', 'EHOSTUNREACH', 'ENETDOWN', 'EHOSTDOWN', 'EADDRNOTAVAIL']);
const SLOW = new Set(['ETIMEDOUT', 'UND_ERR_CONNECT_TIMEOUT', 'UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT']);
const MAX_CHARACTERS = 200;

/** Why a page of a dataset could not be had. */
export class SourceRequestError extends Error {
  override readonly name = 'SourceRequestError';
  /** What the person who waits for the data can do. */
  readonly advice: string;
  /** Whether the same request may work in a moment. */
  readonly mayPass: boolean;
  /** What the server asked to wait; `null` where it did not. */
  readonly pauseMs: number | null;

  constructor(cause: string, { advice, mayPass = false, pauseMs = null }: FaultFacts) {
    super(cause);
    this.advice = advice;
    this.mayPass = mayPass;
    this.pauseMs = pauseMs;
  }
}

interface FaultFacts {
  readonly advice: string;
  readonly mayPass?: boolean;
  readonly pauseMs?: number | null;
}

/** The dataset is not the one any more whose pages were fetched so far. */
export class SourceChangedError extends Error {
  override readonly name = 'SourceChangedError';
}

/** An answer that is not the data. */
export interface Refusal {
  readonly status: number;
  readonly retryAfter: string | null;
  readonly errorCode: string | null;
  readonly body: string;
}

/** What an answer of the datasets server means, in words. */
export function statusFault(
  refusal: Refusal,
  { dataset, config, split }: BenchmarkSource,
  hasToken: boolean,
): SourceRequestError {
  const { status } = refusal;
  const said = `${status}${spoken(refusal)}`;
  if (status === 401 || status === 403) {
    const cause = hasToken ? `it does not let HF_TOKEN read ${dataset}` : `it wants a token for ${dataset}`;
    return new SourceRequestError(`${cause} (${said})`, { advice: `Set HF_TOKEN to a token that may read ${dataset}` });
  }
  if (status === 404) {
    const cause = `it has no dataset ${dataset} with config ${config} and split ${split} (${said})`;
    return new SourceRequestError(cause, { advice: OTHER_SERVER });
  }
  const pauseMs = refusal.retryAfter === null ? null : retryAfterMs({ 'retry-after': refusal.retryAfter }, Date.now());
  const wish = pauseMs === null ? '' : `, and asks to wait for ${Math.ceil(pauseMs / 1000)} s`;
  const cause = status === 429 ? `it has had too many requests (${said})` : `it answers ${said}`;
  const mayPass = status === 408 || status === 429 || status >= 500;
  return new SourceRequestError(`${cause}${wish}`, { advice: mayPass ? LATER : OTHER_SERVER, mayPass, pauseMs });
}

/** The server's own words, where it has some. */
function spoken({ errorCode, body }: Refusal): string {
  const words = [errorCode ?? '', errorText(body)].map(oneLine).filter((part) => part !== '');
  return words.length === 0 ? '' : `: ${words.join(', ')}`;
}

function errorText(body: string): string {
  try {
    const { error } = JSON.parse(body) as { error?: unknown };
    return typeof error === 'string' ? error : '';
  } catch {
    return '';
  }
}

/** What went wrong between here and the server, in words. */
export function networkFault(error: unknown, server: URL): SourceRequestError {
  const cause = rootOf(error);
  const code = errorCode(cause) ?? '';
  const words = typeof cause.message === 'string' ? oneLine(cause.message) : '';
  const proxyStatus = /\b(?:Proxy response|Proxy Authentication Required) \((\d{3})\)/.exec(words)?.[1];
  if (proxyStatus !== undefined) return proxyRefusal(proxyStatus);
  if (code === 'UND_ERR_PRX_CONN') return fault('the proxy broke the connection off', PROXY_ADVICE, true);
  if (UNTRUSTED.test(code)) return fault(`no safe connection could be made (${sayable(words, code)})`, TLS_ADVICE, false);
  const { name, isProxy } = partyOf(cause, server);
  const far = (what: string): SourceRequestError => fault(what, isProxy ? PROXY_ADVICE : ADVICE, true);
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return far(`the name of ${name} was not found (${code})`);
  if (code === 'ECONNREFUSED') return far(`${name} refuses the connection (${code})`);
  if (UNREACHABLE.has(code)) return far(`there is no way to ${name} (${code})`);
  if (SLOW.has(code)) return far(`${name} does not answer`);
  if (BROKEN.has(code)) return fault('the connection broke off', ADVICE, true);
  if (code === 'UND_ERR_RES_EXCEEDED_MAX_SIZE') return fault('the answer is far too long', ADVICE, false);
  return fault(`the connection failed (${sayable(words, code)})`, ADVICE, true);
}

/** For a proxy setting that is not a URL. */
export function proxySettingFault(): SourceRequestError {
  const cause = 'HTTPS_PROXY or HTTP_PROXY is not the URL of a proxy, such as http://proxy.example:8080';
  return fault(cause, PROXY_ADVICE, false);
}

function proxyRefusal(status: string): SourceRequestError {
  const wish = status === '407' ? ': it wants a name and a password, as in http://name:password@proxy.example:8080' : '';
  return fault(`the proxy refuses to connect (${status})${wish}`, PROXY_ADVICE, status.startsWith('5'));
}

/** Without what only the libraries mean. */
function sayable(words: string, code: string): string {
  const parts = [words.includes('SSL routines') ? '' : words, code.startsWith('UND_') ? '' : code];
  return parts.filter((part) => part !== '').join(', ');
}

function fault(cause: string, advice: string, mayPass: boolean): SourceRequestError {
  return new SourceRequestError(cause, { advice, mayPass });
}

interface Cause {
  readonly message?: unknown;
  readonly cause?: unknown;
  readonly errors?: unknown;
  readonly hostname?: unknown;
  readonly address?: unknown;
  readonly port?: unknown;
}

/** Several addresses of one name fail together; the first of them says enough. */
function rootOf(error: unknown): Cause {
  if (typeof error !== 'object' || error === null) return { message: String(error) };
  const { errors, cause } = error as Cause;
  const deeper: unknown = Array.isArray(errors) ? errors[0] : cause;
  return deeper === undefined ? error : rootOf(deeper);
}

interface Party {
  readonly name: string;
  readonly isProxy: boolean;
}

/** Whom it was about: the server, or else the proxy on the way to it. */
function partyOf({ hostname, address, port }: Cause, server: URL): Party {
  const proxy = (name: string): Party => ({ name: `the proxy ${name}`, isProxy: true });
  if (typeof hostname === 'string' && hostname !== server.hostname) return proxy(hostname);
  const serverPort = Number(server.port) || (server.protocol === 'https:' ? 443 : 80);
  if (typeof address === 'string' && typeof port === 'number' && port !== serverPort) return proxy(`${address}:${port}`);
  return { name: typeof hostname === 'string' ? hostname : server.host, isProxy: false };
}

/** What another program said, fit for a message: one line, not too long. */
export function oneLine(text: string): string {
  const line = text.replace(/[\s\p{Cc}]+/gu, ' ').trim();
  return line.length > MAX_CHARACTERS ? `${line.slice(0, MAX_CHARACTERS)}…` : line;
}
