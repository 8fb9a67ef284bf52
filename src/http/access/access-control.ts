import type { IncomingMessage } from 'node:http';
import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import type { Config } from '../../config/config.ts';
import { CONFIG } from '../../config/config.module.ts';
import type { Fault } from '../problem.ts';
import { Proxies } from '../proxies.ts';
import { type ApiKey, isExpired } from './api-key.ts';
import { HostCheck } from './host-check.ts';
import { keyFilePath } from './key-file.ts';
import { KeyRing } from './key-ring.ts';
import { KeyUses, type LastUses } from './key-uses.ts';
import type { RouteAccess } from './needs-scope.ts';
import { type Grant, identify, type Principal } from './principal.ts';
import {
  expired,
  FOREIGN_FORM,
  FOREIGN_PAGE,
  KEYS_UNREADABLE,
  NO_KEY,
  NO_KEYS,
  scopeFault,
  UNKNOWN_KEY,
  UNUSABLE_TICKET,
} from './refusals.ts';
import { sessionToken } from './session-cookie.ts';
import { Sessions } from './sessions.ts';
import { shownKey } from './shown-key.ts';
import { Tickets } from './tickets.ts';

const LOOPBACK = /^(127\.|::1$|::ffff:127\.)/;

const LOCAL: Principal = { name: 'local', scope: 'admin', kind: 'local', id: 'local' };

/** What a route lets in. */
export interface Door {
  readonly access: RouteAccess;
  /** Whether a ticket opens it. */
  readonly takesTicket?: boolean;
  /** Whether it is shut to pages of other origins. */
  readonly isForOwnPages?: boolean;
}

/** Why keys of the file are not known now. */
export interface KeysTrouble {
  readonly reason: string;
  /** Whether there is no other way to get in. */
  readonly isShut: boolean;
}

type Identity = { readonly principal: Principal; readonly grant: Grant | null } | { readonly fault: Fault };

/**
 * Decides who gets in, from the head of a request alone and at once. Where keys are in use, a caller shows one, or a session or a ticket
 * that was got with one; a session is also got from a provider, where there is one. Without either, everybody who reaches the server by loopback may do everything, and nobody else anything.
 */
@Injectable()
export class AccessControl implements OnApplicationShutdown {
  readonly #keys: KeyRing;
  readonly #uses: KeyUses;
  readonly #grants = new WeakMap<ApiKey, Grant>();
  readonly #hosts: HostCheck;
  readonly #isOpen: boolean;
  readonly #hasProvider: boolean;
  readonly #proxies: Proxies;

  constructor(
    @Inject(CONFIG) config: Config,
    private readonly sessions: Sessions,
    private readonly tickets: Tickets,
  ) {
    this.#keys = new KeyRing(config);
    this.#uses = new KeyUses(keyFilePath(config));
    this.#hosts = new HostCheck(config);
    this.#isOpen = config.noAuth;
    this.#hasProvider = config.oidcIssuer !== null;
    this.#proxies = new Proxies(config);
  }

  /** The keys that are known, those of the environment first. */
  get keys(): readonly ApiKey[] {
    return this.#keys.all;
  }

  /** When each key was last used, up to a minute late. */
  lastUses(): Promise<LastUses> {
    return this.#uses.last();
  }

  /** Whether callers are asked for a key, or to sign in. */
  get asksForKeys(): boolean {
    return !this.#isOpen && (this.#hasProvider || this.#keys.isInUse);
  }

  /** What keeps the file of keys from being read now; `undefined` where it is read, and where nobody is asked for a key. */
  get keysTrouble(): KeysTrouble | undefined {
    const fault = this.#isOpen ? undefined : this.#keys.fault;
    if (fault === undefined) return undefined;
    return { reason: fault.reason, isShut: !this.#hasProvider && !this.#keys.hasConfigured };
  }

  /**
   * Why a request is refused: 401, 403, or 503 while the keys can't be read; `undefined` where it may pass. Then `principalOf(request)`
   * says whose it is, also on a public route if a valid key was shown. It uses a ticket up.
   */
  refusal(request: IncomingMessage, door: Door): Fault | undefined {
    if (door.isForOwnPages === true && this.#hosts.isForeignPage(request)) return FOREIGN_FORM;
    const identity = this.#identity(request, door);
    if ('principal' in identity) identify(request, identity);
    if (door.access === 'public') return undefined;
    return 'fault' in identity ? identity.fault : scopeFault(identity.principal, door.access);
  }

  /**
   * Whether both ends are of this machine: the client's as well, which a proxy here may pass on from elsewhere. A connection without an
   * address, such as one over a Unix socket, is of this machine.
   */
  #isLocal(request: IncomingMessage): boolean {
    const { address: client, isKnown } = this.#proxies.client(request);
    const ends = [request.socket.localAddress, client];
    return isKnown && ends.every((address = '::1') => LOOPBACK.test(address));
  }

  /** The right that a key gives, or why it gives none. */
  grantOfKey(secret: string): Grant | { readonly fault: Fault } {
    const key = this.#keys.find(secret);
    if (key === undefined) return { fault: this.#orKeysFault(UNKNOWN_KEY) };
    if (isExpired(key, Date.now())) return { fault: expired(key) };
    if (key.createdAt !== null) this.#uses.add(key.id);
    return this.#grant(key);
  }

  async onApplicationShutdown(): Promise<void> {
    await this.#uses.write();
  }

  #identity(request: IncomingMessage, { takesTicket = false }: Door): Identity {
    if (this.#isOpen) return LOCAL_IDENTITY;
    if (!this.asksForKeys) return this.#isLocal(request) ? LOCAL_IDENTITY : { fault: NO_KEYS };
    const shown = shownKey(request);
    if (shown !== undefined) return 'fault' in shown ? shown : identityBy('key', this.grantOfKey(shown.secret));
    return (takesTicket ? this.#identityByTicket(request) : undefined) ?? this.#identityBySession(request);
  }

  #identityByTicket(request: IncomingMessage): Identity | undefined {
    const { pathname: path, searchParams } = new URL(request.url ?? '/', 'http://assay.invalid');
    const ticket = searchParams.get('ticket');
    if (ticket === null) return undefined;
    const isResumed = request.headers['last-event-id'] !== undefined;
    return identityBy('ticket', this.tickets.open(ticket, { path, isResumed }) ?? { fault: UNUSABLE_TICKET });
  }

  #identityBySession(request: IncomingMessage): Identity {
    const token = sessionToken(request);
    const grant = token === undefined ? undefined : this.sessions.find(token);
    if (grant === undefined) return { fault: this.#orKeysFault(NO_KEY) };
    return identityBy('session', this.#hosts.isOwnPage(request) ? grant : { fault: FOREIGN_PAGE });
  }

  #grant(found: ApiKey): Grant {
    const known = this.#grants.get(found);
    if (known !== undefined) return known;
    const { name, scope, id, sha256 } = found;
    const isValid = (): boolean => {
      const key = this.#keys.findById(id, sha256);
      return key !== undefined && !isExpired(key, Date.now());
    };
    const grant = { name, scope, id, isValid };
    this.#grants.set(found, grant);
    return grant;
  }

  /** While the file of keys can't be read, nobody can tell whether a key is wrong. */
  #orKeysFault(fault: Fault): Fault {
    const cause = this.#keys.fault;
    return cause === undefined ? fault : { ...KEYS_UNREADABLE, cause };
  }
}

const LOCAL_IDENTITY: Identity = { principal: LOCAL, grant: null };

function identityBy(kind: Principal['kind'], grant: Grant | { readonly fault: Fault }): Identity {
  if ('fault' in grant) return grant;
  const { name, scope, id } = grant;
  return { principal: { name, scope, kind, id }, grant };
}
