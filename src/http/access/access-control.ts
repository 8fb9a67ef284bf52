import type { IncomingMessage } from 'node:http';
import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import type { Config } from '../../config/config.ts';
import { CONFIG } from '../../config/config.module.ts';
import { UnavailableError } from '../../domain/errors.ts';
import type { Fault } from '../problem.ts';
import { Proxies } from '../proxies.ts';
import { type ApiKey, isExpired } from './api-key.ts';
import { HostCheck } from './host-check.ts';
import { KeyRing } from './key-ring.ts';
import { KeyUses, type LastUses } from './key-uses.ts';
import type { RouteAccess } from './needs-scope.ts';
import { type Grant, identify, type Principal } from './principal.ts';
import {
  awayFault,
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

/** Why keys of the list are not known now. */
export interface KeysTrouble {
  readonly reason: string;
  /** Whether there is no other way to get in. */
  readonly isShut: boolean;
}

type Identity = { readonly principal: Principal; readonly grant: Grant | null } | { readonly fault: Fault };

/**
 * Decides who gets in, from the head of a request alone. Where keys are in use, a caller shows one, or a session or a ticket
 * that was got with one; a session is also got from a provider, where there is one. Without either, everybody who reaches the server by loopback may do everything, and nobody else anything.
 * While a database is away that has the keys and sessions, nobody gets in but by a key of the environment.
 */
@Injectable()
export class AccessControl implements OnApplicationShutdown {
  readonly #hosts: HostCheck;
  readonly #isOpen: boolean;
  readonly #hasProvider: boolean;
  readonly #proxies: Proxies;

  constructor(
    @Inject(CONFIG) config: Config,
    private readonly ring: KeyRing,
    private readonly uses: KeyUses,
    private readonly sessions: Sessions,
    private readonly tickets: Tickets,
  ) {
    this.#hosts = new HostCheck(config);
    this.#isOpen = config.noAuth;
    this.#hasProvider = config.oidcIssuer !== null;
    this.#proxies = new Proxies(config);
  }

  /** The keys that are known, those of the environment first. */
  async keys(): Promise<readonly ApiKey[]> {
    await this.ring.look();
    return this.ring.all;
  }

  /** When each key was last used, up to a minute late. */
  lastUses(): Promise<LastUses> {
    return this.uses.last();
  }

  /** Whether callers are asked for a key, or to sign in. */
  async asksForKeys(): Promise<boolean> {
    if (this.#isOpen || this.#hasProvider || this.ring.hasConfigured) return !this.#isOpen;
    await this.ring.look();
    return this.ring.isInUse;
  }

  /** What keeps the list of keys from being read now; `undefined` where it is read, and where nobody is asked for a key. */
  async keysTrouble(): Promise<KeysTrouble | undefined> {
    if (this.#isOpen) return undefined;
    const isShut = !this.#hasProvider && !this.ring.hasConfigured;
    try {
      await this.ring.look();
    } catch (error) {
      if (!(error instanceof UnavailableError)) throw error;
      return { reason: error.message, isShut };
    }
    const { fault } = this.ring;
    return fault && { reason: fault.reason, isShut };
  }

  /**
   * Why a request is refused: 401, 403, or 503 while the keys can't be read; `undefined` where it may pass. Then `principalOf(request)`
   * says whose it is, also on a public route if a valid key was shown. It uses a ticket up.
   */
  async refusal(request: IncomingMessage, door: Door): Promise<Fault | undefined> {
    if (door.isForOwnPages === true && this.#hosts.isForeignPage(request)) return FOREIGN_FORM;
    const identity = await this.#identity(request, door).catch(whileAway);
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
  async grantOfKey(secret: string): Promise<Grant | { readonly fault: Fault }> {
    const key = await this.#key(secret);
    if (key === undefined) return { fault: await this.#orKeysFault(UNKNOWN_KEY) };
    if (isExpired(key, Date.now())) return { fault: expired(key) };
    if (key.createdAt !== null) this.uses.add(key.id);
    const { name, scope, id, sha256 } = key;
    return { name, scope, id, basis: { kind: 'key', id, sha256 } };
  }

  async onApplicationShutdown(): Promise<void> {
    await this.uses.write();
  }

  /** One of the environment is known also where the list of keys can't be asked. */
  async #key(secret: string): Promise<ApiKey | undefined> {
    const known = this.ring.find(secret);
    if (known?.createdAt === null) return known;
    await this.ring.look();
    return this.ring.find(secret);
  }

  async #identity(request: IncomingMessage, { access, takesTicket = false }: Door): Promise<Identity> {
    if (this.#isOpen) return LOCAL_IDENTITY;
    const shown = shownKey(request);
    const isNobody = shown === undefined && sessionToken(request) === undefined;
    // Whoever probes a server whose database is away gets its answer at once.
    const asksForKeys = access === 'public' && isNobody ? this.ring.isInUse || this.#hasProvider : await this.asksForKeys();
    if (!asksForKeys) return this.#isLocal(request) ? LOCAL_IDENTITY : { fault: NO_KEYS };
    if (shown !== undefined) return 'fault' in shown ? shown : identityBy('key', await this.grantOfKey(shown.secret));
    return (takesTicket ? await this.#identityByTicket(request) : undefined) ?? this.#identityBySession(request);
  }

  async #identityByTicket(request: IncomingMessage): Promise<Identity | undefined> {
    const { pathname: path, searchParams } = new URL(request.url ?? '/', 'http://assay.invalid');
    const ticket = searchParams.get('ticket');
    if (ticket === null) return undefined;
    const isResumed = request.headers['last-event-id'] !== undefined;
    return identityBy('ticket', (await this.tickets.open(ticket, { path, isResumed })) ?? { fault: UNUSABLE_TICKET });
  }

  async #identityBySession(request: IncomingMessage): Promise<Identity> {
    const token = sessionToken(request);
    const grant = token === undefined ? undefined : await this.sessions.find(token);
    if (grant === undefined) return { fault: await this.#orKeysFault(NO_KEY) };
    return identityBy('session', this.#hosts.isOwnPage(request) ? grant : { fault: FOREIGN_PAGE });
  }

  /** While the list of keys can't be read, nobody can tell whether a key is wrong. */
  async #orKeysFault(fault: Fault): Promise<Fault> {
    await this.ring.look();
    const cause = this.ring.fault;
    return cause === undefined ? fault : { ...KEYS_UNREADABLE, cause };
  }
}

const LOCAL_IDENTITY: Identity = { principal: LOCAL, grant: null };

function whileAway(error: unknown): Identity {
  if (error instanceof UnavailableError) return { fault: awayFault(error) };
  throw error;
}

function identityBy(kind: Principal['kind'], grant: Grant | { readonly fault: Fault }): Identity {
  if ('fault' in grant) return grant;
  const { name, scope, id } = grant;
  return { principal: { name, scope, kind, id }, grant };
}
