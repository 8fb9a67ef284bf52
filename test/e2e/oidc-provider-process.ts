import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { CookieBrowser } from './cookie-browser.ts';
import { freePort } from '../fixtures/free-port.ts';

const PROGRAM = fileURLToPath(new URL('oidc-provider-server.ts', import.meta.url));

export const CLIENT_ID = 'assay';
export const CLIENT_SECRET = 'a secret: +/=%';
/** A client without a secret. */
export const PUBLIC_CLIENT_ID = 'assay-public';
/** Another application of the same organization. */
export const OTHER_CLIENT_ID = 'other';

/** A real provider in a process of its own, whose people are in the program; it may be stopped and started again at its port. */
export class OidcProviderProcess {
  readonly issuer: string;
  readonly #port: number;
  #child: ChildProcess | undefined;

  private constructor(port: number) {
    this.#port = port;
    this.issuer = `http://localhost:${port}`;
  }

  /** Picks the port only: nothing answers there yet. */
  static async prepare(): Promise<OidcProviderProcess> {
    return new OidcProviderProcess(await freePort());
  }

  /** Starts it for Assay at these addresses. */
  async start(servers: readonly string[], { fillsIdToken = false } = {}): Promise<void> {
    const uris = {
      redirect_uris: servers.map((url) => `${url}/sign-in/callback`),
      post_logout_redirect_uris: servers.map((url) => `${url}/sign-in`),
    };
    const clients = [
      { client_id: CLIENT_ID, client_secret: CLIENT_SECRET, ...uris },
      { client_id: PUBLIC_CLIENT_ID, token_endpoint_auth_method: 'none', ...uris },
      { client_id: OTHER_CLIENT_ID, client_secret: 'another secret', ...uris },
    ];
    const setup = JSON.stringify({ port: this.#port, clients, fillsIdToken });
    const child = spawn(process.execPath, [PROGRAM, setup], { stdio: ['ignore', 'pipe', 'pipe'] });
    this.#child = child;
    const errors: Buffer[] = [];
    child.stderr.on('data', (chunk: Buffer) => errors.push(chunk));
    const ended = once(child, 'exit').then(() => Promise.reject(new Error(Buffer.concat(errors).toString())));
    await Promise.race([once(child.stdout, 'data'), ended]);
    ended.catch(() => undefined);
  }

  /** Signs in at the provider up to the redirect back to Assay, which is returned and not followed. */
  async signIn(browser: CookieBrowser, start: string, login: string): Promise<string> {
    let visit = await browser.visit(start);
    for (let hops = 0; hops < 12; hops += 1) {
      if (visit.onward?.includes('/sign-in/callback') === true) return visit.onward;
      const isForm = visit.onward === null && visit.url.includes('/interaction/');
      const [, leaving] = /name="xsrf" value="([^"]+)"/.exec(visit.body) ?? [];
      if (leaving !== undefined)
        visit = await browser.visit(`${this.issuer}/session/end/confirm`, { xsrf: leaving, logout: 'yes' });
      else if (isForm) visit = await browser.visit(visit.url, { prompt: 'login', login, password: 'x' });
      else if (visit.onward === null) throw new Error(`no way on from ${visit.url}: ${visit.status} ${visit.body}`);
      else visit = await browser.visit(visit.onward);
    }
    throw new Error('the provider sends the browser round in circles');
  }

  async stop(): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (child === undefined || child.exitCode !== null) return;
    const ended = once(child, 'exit');
    child.kill();
    await ended;
  }
}
