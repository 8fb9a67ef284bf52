import type { IncomingMessage } from 'node:http';
import { Inject, Injectable } from '@nestjs/common';
import type { Config } from '../../config/config.ts';
import { CONFIG } from '../../config/config.module.ts';
import { includesScope, type Scope } from '../../config/scope.ts';
import type { Fault } from '../problem.ts';
import { type Passed, Proxies } from '../proxies.ts';
import { type ApiKey, isExpired } from './api-key.ts';
import { KeyRing } from './key-ring.ts';
import type { RouteAccess } from './needs-scope.ts';
import { type Principal, setPrincipal } from './principal.ts';
import { shownKey } from './shown-key.ts';

const LOOPBACK = /^(127\.|::1$|::ffff:127\.)/;

const LOCAL: Principal = { name: 'local', scope: 'admin', kind: 'local', id: 'local' };

type Identity = { readonly principal: Principal } | { readonly fault: Fault };

/** What is read of a request to tell whose it is. */
export type Asking = Passed & { readonly socket: { readonly localAddress?: string | undefined } };

/**
 * Decides who gets in, from the head of a request alone and at once. Where keys are in use, a caller shows one; without any, everybody
 * who reaches the server by loopback may do everything, and nobody else anything.
 */
@Injectable()
export class AccessControl {
  readonly #keys: KeyRing;
  readonly #isOpen: boolean;
  readonly #proxies: Proxies;

  constructor(@Inject(CONFIG) config: Config) {
    this.#keys = new KeyRing(config);
    this.#isOpen = config.noAuth;
    this.#proxies = new Proxies(config);
  }

  /**
   * Why a request is refused: 401, 403, or 503 while the keys can't be read; `undefined` where it may pass. Then `principalOf(request)`
   * says whose it is, also on a public route if a valid key was shown.
   */
  refusal(request: IncomingMessage, access: RouteAccess): Fault | undefined {
    const identity = this.#identity(request);
    if ('principal' in identity) setPrincipal(request, identity.principal);
    if (access === 'public') return undefined;
    return 'fault' in identity ? identity.fault : scopeFault(identity.principal, access);
  }

  #identity(request: Asking): Identity {
    if (this.#isOpen) return { principal: LOCAL };
    if (!this.#keys.isInUse) return this.#isLocal(request) ? { principal: LOCAL } : { fault: NO_KEYS };
    const shown = shownKey(request);
    if (shown === undefined) return { fault: this.#orKeysFault(NO_KEY) };
    return 'fault' in shown ? shown : this.#identityOfKey(shown.secret);
  }

  /**
   * Whether both ends are of this machine: the client's as well, which a proxy here may pass on from elsewhere. A connection without an
   * address, such as one over a Unix socket, is of this machine.
   */
  #isLocal(request: Asking): boolean {
    const ends = [request.socket.localAddress, this.#proxies.clientAddress(request)];
    return ends.every((address = '::1') => LOOPBACK.test(address));
  }

  #identityOfKey(secret: string): Identity {
    const key = this.#keys.find(secret);
    if (key === undefined) return { fault: this.#orKeysFault(UNKNOWN_KEY) };
    if (isExpired(key, Date.now())) return { fault: expired(key) };
    return { principal: { name: key.name, scope: key.scope, kind: 'key', id: key.id } };
  }

  /** While the file of keys can't be read, nobody can tell whether a key is wrong. */
  #orKeysFault(fault: Fault): Fault {
    const cause = this.#keys.fault;
    return cause === undefined ? fault : { ...KEYS_UNREADABLE, cause };
  }
}

function scopeFault({ name, scope, kind }: Principal, needed: Scope): Fault | undefined {
  if (includesScope(scope, needed)) return undefined;
  const who = kind === 'key' ? `the key ${JSON.stringify(name)}` : JSON.stringify(name);
  return {
    status: 403,
    code: 'insufficient_scope',
    detail: `This needs the scope ${needed}, and ${who} has ${scope}: use a key with the scope ${needed}.`,
    headers: { 'www-authenticate': `Bearer realm="assay", error="insufficient_scope", scope="${needed}"` },
  };
}

const BEARER = { 'www-authenticate': 'Bearer realm="assay"' };
const WRONG_BEARER = { 'www-authenticate': 'Bearer realm="assay", error="invalid_token"' };

const NO_KEY: Fault = {
  status: 401,
  code: 'no_key',
  detail: 'This server asks for a key: send one in the header "Authorization: Bearer …" or "X-API-Key".',
  headers: BEARER,
};

const UNKNOWN_KEY: Fault = {
  status: 401,
  code: 'unknown_key',
  detail: 'This is no key of this server, or it was revoked: ask whoever runs the server for a new one.',
  headers: WRONG_BEARER,
};

const NO_KEYS: Fault = {
  status: 401,
  code: 'no_keys',
  detail:
    'Without keys this server answers only on its own machine, by loopback: make a key there with "assay keys add", or set ' +
    'ASSAY_API_KEYS; ASSAY_NO_AUTH=true opens the server to everybody who reaches it.',
  headers: BEARER,
};

const KEYS_UNREADABLE: Fault = {
  status: 503,
  code: 'keys_unreadable',
  detail: 'The server can’t read its file of keys, so nobody gets in; its log has the cause beside this request_id.',
  headers: { 'retry-after': '30' },
};

function expired({ name, expiresAt }: ApiKey): Fault {
  return {
    status: 401,
    code: 'expired_key',
    detail: `The key ${JSON.stringify(name)} expired at ${expiresAt}: ask whoever runs the server for a new one.`,
    headers: WRONG_BEARER,
  };
}
