import type { Scope } from '../../src/config/scope.ts';
import { digestOf } from '../../src/http/access/api-key.ts';
import type { Draws } from './draws.ts';
import type { FuzzServer } from './fuzz-server.ts';
import { send } from './http-client.ts';

/** Somebody who sends requests, in one of the ways to show who one is. */
export interface Caller {
  readonly name: string;
  /** `null` for somebody who is nobody. */
  readonly scope: Scope | null;
  /** A ticket is used up by one request, and is no header. */
  readonly isTicket?: boolean;
  /** What a request gets that needs more. */
  readonly refusal: 401 | 403;
  readonly headers: Readonly<Record<string, string>>;
}

/** All that there are; the sessions are begun by signing in. */
export class Callers {
  readonly all: readonly Caller[];
  readonly admin: Caller;
  readonly #server: FuzzServer;

  private constructor(server: FuzzServer, all: readonly Caller[]) {
    this.#server = server;
    this.all = all;
    this.admin = all.find(({ name }) => name === 'admin key') as Caller;
  }

  static async of(server: FuzzServer): Promise<Callers> {
    const { keys } = server;
    const callers: Caller[] = [{ name: 'nobody', scope: null, refusal: 401, headers: {} }];
    for (const scope of ['read', 'run', 'admin'] as const) {
      const cookie = await signIn(server, keys[scope]);
      callers.push(
        { name: `${scope} key`, scope, refusal: 403, headers: { authorization: `Bearer ${keys[scope]}` } },
        { name: `${scope} x-api-key`, scope, refusal: 403, headers: { 'x-api-key': keys[scope] } },
        { name: `${scope} session`, scope, refusal: 403, headers: { cookie, origin: server.url } },
      );
    }
    const wrong = `assay_${digestOf('wrong').slice(0, 43)}`;
    for (const [name, key] of [
      ['revoked', keys.revoked],
      ['expired', keys.expired],
      ['wrong', wrong],
    ] as const) {
      callers.push(
        { name: `${name} key`, scope: null, refusal: 401, headers: { authorization: `Bearer ${key}` } },
        { name: `${name} x-api-key`, scope: null, refusal: 401, headers: { 'x-api-key': key } },
      );
    }
    callers.push(
      { name: 'ended session', scope: null, refusal: 401, headers: { cookie: `assay_session=${wrong}`, origin: server.url } },
      { name: 'ticket', scope: 'read', isTicket: true, refusal: 401, headers: {} },
    );
    return new Callers(server, callers);
  }

  /** One whose scope is enough, or any. */
  one(draws: Draws, suffices: (caller: Caller) => boolean): Caller {
    const fitting = this.all.filter((caller) => caller.isTicket !== true && suffices(caller));
    return draws.pick(fitting.length > 0 ? fitting : this.all);
  }

  get ticket(): Caller {
    return this.all.find(({ isTicket }) => isTicket === true) as Caller;
  }

  /** A new ticket, with the scope `read`. */
  async newTicket(): Promise<string> {
    const headers = { authorization: `Bearer ${this.#server.keys.read}` };
    const answer = await send(this.#server.url, { method: 'POST', target: '/api/tickets', headers, body: null });
    if (answer.status !== 200) throw new Error(`there is no ticket: ${JSON.stringify(answer)}`);
    return (JSON.parse(answer.text) as { ticket: string }).ticket;
  }
}

async function signIn({ url }: FuzzServer, key: string): Promise<string> {
  const headers = { 'content-type': 'application/x-www-form-urlencoded', origin: url };
  const body = new URLSearchParams({ key, next: '/' }).toString();
  const answer = await send(url, { method: 'POST', target: '/sign-in', headers, body });
  const [cookie = ''] = answer.status === 303 ? [answer.headers['set-cookie'] ?? []].flat() : [];
  if (cookie === '') throw new Error(`nobody can sign in: ${JSON.stringify(answer)}`);
  return cookie.split(';', 1)[0] ?? '';
}
