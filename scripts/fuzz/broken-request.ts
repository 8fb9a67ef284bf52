import type { Draws } from './draws.ts';
import type { Sent } from './http-client.ts';
import { brokenBytes, jsonText, oddText, oddValue, withOddity } from './odd-values.ts';
import { filledPath, sentOf, type ValidRequest } from './valid-request.ts';

const PATH_VALUES = [
  '..',
  '.',
  '%2e%2e',
  '..%2f..%2fetc%2fpasswd',
  '%2fetc%2fpasswd',
  '%00',
  'a%00b',
  '%ff',
  '%c0%ae%c0%ae',
  '%ed%a0%80',
  '%zz',
  '%',
  '__proto__',
  'constructor',
  '*',
  'latest',
  'latest~1',
  'latest~x',
  'jobs',
  '-1',
  '1e3',
  '9'.repeat(400),
  'a'.repeat(1_100),
  '%F0%9F%99%82',
  '%e2%80%ae',
  '0.0.0',
  '{}',
  "'",
];

const QUERIES = [
  '&',
  '=',
  '%',
  '%zz=1',
  '%ff=1',
  'a[b]=c',
  '__proto__=1',
  '__proto__[x]=1',
  'constructor=1',
  `x=${'y'.repeat(9_000)}`,
];

const MEDIA_TYPES = [
  'text/plain',
  'application/xml',
  'application/x-www-form-urlencoded',
  'multipart/form-data; boundary=x',
  'application/json; charset=utf-16',
  'application/json;;;',
  'application/problem+json',
  'application/x-ndjson',
  'APPLICATION/JSON',
  'json',
  '/',
];

const HEADERS: readonly (readonly [string, string])[] = [
  ['content-encoding', 'gzip'],
  ['content-encoding', 'zstd, br'],
  ['accept', 'image/png'],
  ['accept', ',;q=2,*/*;q=nan'],
  ['accept', 'text/html'],
  ['accept-encoding', 'identity;q=0'],
  ['idempotency-key', ''],
  ['idempotency-key', 'a b'],
  ['idempotency-key', 'x'.repeat(300)],
  ['last-event-id', '-1'],
  ['last-event-id', '99999999999999999999999'],
  ['last-event-id', 'x'],
  ['x-request-id', 'x'.repeat(5_000)],
  ['x-forwarded-for', '127.0.0.1, ::1, nonsense'],
  ['x-forwarded-prefix', '/../..'],
  ['forwarded', 'for=_x;proto=https'],
  ['range', 'bytes=0-1,5-2'],
  ['if-none-match', '*'],
  ['expect', '100-continue'],
  ['te', 'trailers'],
  ['cookie', 'assay_session=; assay_session=x; ='],
  ['x-http-method-override', 'DELETE'],
];

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'HEAD', 'TRACE', 'PROPFIND'];

/** What the valid request becomes when one thing, or a few, is wrong with it. */
export function brokenRequest(draws: Draws, valid: ValidRequest): Sent {
  let sent = sentOf(valid);
  const times = draws.weighted<number>([
    [8, 1],
    [2, 2],
    [1, 3],
  ]);
  for (let time = 0; time < times; time += 1) sent = broken(draws, valid, sent);
  return sent;
}

function broken(draws: Draws, valid: ValidRequest, sent: Sent): Sent {
  const hasPath = valid.path.length > 0;
  return draws.weighted<() => Sent>([
    [valid.body === null ? 1 : 12, () => withBody(draws, valid, sent)],
    [hasPath ? 5 : 0, () => ({ ...sent, target: brokenPath(draws, valid) + queryOf(sent) })],
    [6, () => ({ ...sent, target: brokenQuery(draws, valid, sent) })],
    [2, () => ({ ...sent, headers: { ...sent.headers, ...Object.fromEntries([draws.pick(HEADERS)]) } })],
    [valid.body === null ? 1 : 3, () => ({ ...sent, headers: { ...sent.headers, 'content-type': draws.pick(MEDIA_TYPES) } })],
    [1, () => ({ ...sent, method: draws.pick(METHODS) })],
  ])();
}

function withBody(draws: Draws, { body }: ValidRequest, sent: Sent): Sent {
  const headers = { 'content-type': 'application/json', ...sent.headers };
  if (draws.happens(0.65))
    return { ...sent, headers, body: jsonText(body === null ? oddValue(draws) : withOddity(draws, body)) };
  return { ...sent, headers, body: brokenBytes(draws, body === null ? '{}' : JSON.stringify(body)) };
}

function brokenPath(draws: Draws, { operation, path }: ValidRequest): string {
  const at = draws.integer(0, path.length - 1);
  const value = draws.happens(0.7) ? draws.pick(PATH_VALUES) : encoded(oddText(draws));
  return filledPath(
    operation,
    path.map((one, index) => (index === at ? value : encodeURIComponent(one))),
  );
}

function brokenQuery(draws: Draws, { operation }: ValidRequest, sent: Sent): string {
  const names = operation.parameters.filter((parameter) => parameter.in === 'query').map(({ name }) => name);
  const name = names.length > 0 && draws.happens(0.85) ? draws.pick(names) : encoded(oddText(draws)).slice(0, 100);
  const part = draws.happens(0.2) ? draws.pick(QUERIES) : `${name}=${encoded(oddText(draws)).slice(0, 6_000)}`;
  return `${sent.target}${sent.target.includes('?') ? '&' : '?'}${part}`;
}

function queryOf({ target }: Sent): string {
  return target.includes('?') ? target.slice(target.indexOf('?')) : '';
}

/** Percent-encoded, also where it is no Unicode. */
function encoded(text: string): string {
  return encodeURIComponent(text.toWellFormed());
}
