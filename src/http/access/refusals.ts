import { includesScope, type Scope } from '../../config/scope.ts';
import type { UnavailableError } from '../../domain/errors.ts';
import type { Fault } from '../problem.ts';
import type { ApiKey } from './api-key.ts';
import type { Principal } from './principal.ts';

const BEARER = { 'www-authenticate': 'Bearer realm="assay"' };
const WRONG_BEARER = { 'www-authenticate': 'Bearer realm="assay", error="invalid_token"' };

export const NO_KEY: Fault = {
  status: 401,
  code: 'no_key',
  detail:
    'This server asks for a key: send one in the header "Authorization: Bearer …" or "X-API-Key". A person signs in with a browser at /sign-in.',
  headers: BEARER,
};

export const NO_BEARER: Fault = {
  status: 401,
  code: 'no_key',
  detail: 'The header Authorization must be "Bearer " and a key of this server, without anything else.',
  headers: BEARER,
};

export const UNKNOWN_KEY: Fault = {
  status: 401,
  code: 'unknown_key',
  detail: 'This is no key of this server, or it was revoked: ask whoever runs the server for a new one.',
  headers: WRONG_BEARER,
};

export const UNUSABLE_TICKET: Fault = {
  status: 401,
  code: 'unusable_ticket',
  detail:
    'This ticket opens nothing: one opens a single connection, within a minute, and the same event stream again only with Last-Event-ID, while its ' +
    'key is valid. Get a new one by POST /api/tickets.',
  headers: BEARER,
};

export const FOREIGN_PAGE: Fault = {
  status: 403,
  code: 'foreign_origin',
  detail:
    'A session is for the pages of this server alone, and the Origin of this request is not known to be one: send a key, or a ticket of ' +
    'POST /api/tickets.',
};

export const FOREIGN_FORM: Fault = {
  status: 403,
  code: 'foreign_origin',
  detail:
    'Signing in and out is for the pages of this server alone, and this request comes from another page: open /sign-in of this server. Behind a ' +
    'proxy let it pass on the host that browsers use, or set ASSAY_TRUSTED_PROXIES.',
};

export const NO_KEYS: Fault = {
  status: 401,
  code: 'no_keys',
  detail:
    'Without keys this server answers only on its own machine, by loopback: make a key there with "assay keys add", or set ' +
    'ASSAY_API_KEYS; ASSAY_NO_AUTH=true opens the server to everybody who reaches it.',
  headers: BEARER,
};

export const KEYS_UNREADABLE: Fault = {
  status: 503,
  code: 'keys_unreadable',
  detail: 'The server can’t read its file of keys, so nobody gets in; its log has the cause beside this request_id.',
  headers: { 'retry-after': '30' },
};

/** Nobody can tell now who may get in. */
export function awayFault(error: UnavailableError): Fault {
  return { status: 503, code: error.code, detail: error.message, headers: { 'retry-after': '5' }, cause: error };
}

export function expired({ name, expiresAt }: ApiKey): Fault {
  return {
    status: 401,
    code: 'expired_key',
    detail: `The key ${JSON.stringify(name)} expired at ${expiresAt}: ask whoever runs the server for a new one.`,
    headers: WRONG_BEARER,
  };
}

/** The refusal of somebody whose scope is too small; `undefined` where it is not. */
export function scopeFault({ name, scope, kind }: Principal, needed: Scope): Fault | undefined {
  if (includesScope(scope, needed)) return undefined;
  const who = kind === 'key' ? `the key ${JSON.stringify(name)}` : JSON.stringify(name);
  return {
    status: 403,
    code: 'insufficient_scope',
    detail: `This needs the scope ${needed}, and ${who} has ${scope}: use a key with the scope ${needed}.`,
    headers: { 'www-authenticate': `Bearer realm="assay", error="insufficient_scope", scope="${needed}"` },
  };
}
