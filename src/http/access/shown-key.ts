import type { IncomingMessage } from 'node:http';
import type { Fault } from '../problem.ts';
import { NO_BEARER } from './refusals.ts';

/** What a request shows of a key: its text, nothing, or something that is none. */
export type ShownKey = { readonly secret: string } | { readonly fault: Fault } | undefined;

const BEARER = /^bearer +(\S+) *$/i;

/** The key in `Authorization: Bearer` or `X-API-Key`; the first wins. */
export function shownKey({ headers }: Pick<IncomingMessage, 'headers'>): ShownKey {
  const { authorization, 'x-api-key': apiKey } = headers;
  if (authorization !== undefined) {
    const secret = BEARER.exec(authorization)?.[1];
    return secret === undefined ? { fault: NO_BEARER } : { secret };
  }
  const secret = Array.isArray(apiKey) ? apiKey[0] : apiKey;
  return secret === undefined || secret.trim() === '' ? undefined : { secret: secret.trim() };
}
