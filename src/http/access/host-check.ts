import type { IncomingMessage } from 'node:http';
import { hostname } from 'node:os';
import type { FastifyCorsOptions } from '@fastify/cors';
import type { Config } from '../../config/config.ts';
import type { Fault } from '../problem.ts';
import { Proxies } from '../proxies.ts';
import { REQUEST_ID_HEADER } from '../request-id.ts';

const LOOPBACK = /^(?:(?:[^.]+\.)*localhost|127(?:\.(?:\d|[1-9]\d|1\d\d|2[0-4]\d|25[0-5])){3}|\[::1\])$/;
const ALL_INTERFACES: readonly string[] = ['0.0.0.0', '::', '[::]'];

/** The part of a request that tells who makes it. */
export type Caller = Pick<IncomingMessage, 'headers' | 'rawHeaders'> & {
  readonly socket: { readonly localAddress?: string | undefined; readonly remoteAddress?: string | undefined };
};

/**
 * Refuses requests of foreign web pages ("Hosts and origins" in docs/configuration.md): those for a host that is not ours, which a
 * page sends whose domain was rebound to this machine, and those whose `Origin` is neither that host nor in `ASSAY_CORS_ORIGINS`.
 * Asked for every request and upgrade, before anything else.
 */
export class HostCheck {
  readonly #hosts: ReadonlySet<string>;
  readonly #origins: readonly (string | RegExp)[];
  readonly #allowsAnyOrigin: boolean;
  readonly #proxies: Proxies;

  constructor(config: Config) {
    const { host, allowedHosts, corsOrigins } = config;
    const own = ALL_INTERFACES.includes(host) ? [host, hostname()] : [host];
    this.#hosts = new Set([...own.map(withBrackets), ...allowedHosts].map(canonical));
    this.#origins = corsOrigins.map(originPattern);
    this.#allowsAnyOrigin = corsOrigins.includes('*');
    this.#proxies = new Proxies(config);
  }

  /** Why the request is refused: 400, 421 or 403; `undefined` where it may pass. */
  fault(caller: Caller): Fault | undefined {
    const { headers, rawHeaders, socket } = caller;
    const { host = '', origin } = headers;
    if (host === '' || isRepeated('host', rawHeaders))
      return { status: 400, detail: 'A request needs one Host header that names a host, and no second one.' };

    // Both must be ours: a page whose domain was rebound to a proxy's machine can send any X-Forwarded-Host, but not any Host.
    const asked = this.#proxies.forwardedHost(caller) ?? host;
    const foreign = [host, asked].find((name) => !this.#isOurs(name, socket.localAddress));
    if (foreign !== undefined) return foreignHost(foreign);
    if (origin !== undefined && !this.#mayCall(origin, asked)) return foreignOrigin(origin);
    return undefined;
  }

  /** Whether a page of this server makes the request. Browsers send no `Origin` where a page of the same server only reads. */
  isOwnPage(caller: Caller & { readonly method?: string | undefined }): boolean {
    const { host = '', origin } = caller.headers;
    if (origin === undefined) return caller.method === 'GET' || caller.method === 'HEAD';
    return isSameHost(origin, this.#proxies.forwardedHost(caller) ?? host);
  }

  /**
   * Whether a page of another origin makes the request, also one that may call the API. `Sec-Fetch-Site` says so, which no page can set; without it the `Origin`
   * does, and programs and old browsers' own forms have neither. A link that a person follows is nobody's request.
   */
  isForeignPage(caller: Caller & { readonly method?: string | undefined }): boolean {
    const { origin, 'sec-fetch-site': site } = caller.headers;
    if (site === 'same-origin') return false;
    if (site !== undefined && site !== 'none') return !isFollowedLink(caller);
    return origin !== undefined && !this.isOwnPage(caller);
  }

  #isOurs(header: string, localAddress: string | undefined): boolean {
    const [, host = '', port] = /^([^:@/\s]+|\[[\da-f:.]+\])(?::(\d{0,5}))?$/i.exec(header) ?? [];
    if (host === '') return false;
    const name = canonical(host);
    if (LOOPBACK.test(name) || this.#hosts.has(name) || name === addressName(localAddress)) return true;
    const ports = port === undefined || port === '' ? ['80', '443'] : [port];
    return ports.some((candidate) => this.#hosts.has(`${name}:${candidate}`));
  }

  #mayCall(origin: string, host: string): boolean {
    if (this.#allowsAnyOrigin || isSameHost(origin, host)) return true;
    return this.#origins.some((allowed) => (typeof allowed === 'string' ? allowed === origin : allowed.test(origin)));
  }
}

/** Which pages may call the API from a browser, and what they may read of its answers. */
export function corsOptions(config: Config): FastifyCorsOptions {
  return {
    origin: config.corsOrigins.includes('*') ? '*' : config.corsOrigins.map(originPattern),
    methods: ['GET', 'HEAD', 'POST', 'PUT', 'DELETE'],
    exposedHeaders: [REQUEST_ID_HEADER, 'link', 'retry-after'],
    maxAge: 600,
    strictPreflight: false,
  };
}

/** An allowed origin as it is compared; one that ends with `:*` takes any port. */
function originPattern(origin: string): string | RegExp {
  if (!origin.endsWith(':*')) return origin;

  const host = origin.slice(0, -2).replaceAll(/[.[\]]/g, '\\$&');
  return new RegExp(`^${host}(:\\d{1,5})?$`);
}

function isFollowedLink({
  headers,
  method,
}: Pick<IncomingMessage, 'headers'> & { readonly method?: string | undefined }): boolean {
  return method === 'GET' && headers['sec-fetch-mode'] === 'navigate' && headers['sec-fetch-dest'] === 'document';
}

/** A browser leaves the port of the scheme out, and a proxy may put it into `Host` all the same. */
function isSameHost(origin: string, host: string): boolean {
  return origin === `http://${host.replace(/:80$/, '')}` || origin === `https://${host.replace(/:443$/, '')}`;
}

/** Node keeps only the first of several `Host` headers. */
function isRepeated(name: string, rawHeaders: readonly string[]): boolean {
  let count = 0;
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const header = rawHeaders[index] ?? '';
    if (header.length === name.length && header.toLowerCase() === name) count += 1;
  }
  return count > 1;
}

/** In lower case, without the dot that may end a full domain name; an IPv6 address in its shortest form. */
function canonical(host: string): string {
  if (host.startsWith('[')) return URL.parse(`x://${host}`)?.host ?? host;
  return host.toLowerCase().replace(/\.(?=$|:)/, '');
}

/** The local end of a connection as a `Host` header names it. */
function addressName(address: string | undefined): string | undefined {
  return address === undefined ? undefined : withBrackets(address.replace(/^::ffff:(?=\d+\.)/, ''));
}

function withBrackets(address: string): string {
  return /^[^[].*:.*:/.test(address) || address === '::' ? `[${address}]` : address;
}

function foreignHost(host: string): Fault {
  return {
    status: 421,
    code: 'foreign_host',
    detail: `This server does not answer to the host ${shown(host)}: call it by localhost or by its own address, or name the host in ASSAY_ALLOWED_HOSTS.`,
  };
}

function foreignOrigin(origin: string): Fault {
  return {
    status: 403,
    code: 'foreign_origin',
    detail: `Pages of the origin ${shown(origin)} may not call this server: name it in ASSAY_CORS_ORIGINS if they should.`,
  };
}

function shown(text: string): string {
  return JSON.stringify(text.slice(0, 100));
}
