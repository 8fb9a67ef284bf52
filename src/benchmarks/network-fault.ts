import { errorCode } from '../files/error-code.ts';
import { oneLine } from './one-line.ts';
import { SourceRequestError } from './request-fault.ts';

const ADVICE = 'Try again with a network (HTTPS_PROXY is honoured)';
const TLS_ADVICE = 'Where a proxy reads the traffic, name the file of its certificate in NODE_EXTRA_CA_CERTS and try again';
const PROXY_ADVICE = 'Set HTTPS_PROXY, HTTP_PROXY or NO_PROXY right and try again';

const UNTRUSTED =
  /^(CERT_|ERR_TLS_|ERR_SSL_|UND_ERR_PRX_TLS|UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|EPROTO|HOSTNAME_MISMATCH|INVALID_CA)/;

const BROKEN = new Set(['ECONNRESET', 'EPIPE', 'ECONNABORTED', 'UND_ERR_SOCKET', 'UND_ERR_RES_CONTENT_LENGTH_MISMATCH']);
const UNREACHABLE = new Set(['ENETUNREACH', 'EHOSTUNREACH', 'ENETDOWN', 'EHOSTDOWN', 'EADDRNOTAVAIL']);
const SLOW = new Set(['ETIMEDOUT', 'UND_ERR_CONNECT_TIMEOUT', 'UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT']);

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

/** A proxy that nobody can use: what stands in the environment is no URL. */
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
