import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import { AddressSet } from '../config/address-range.ts';
import { isBasePath } from '../config/base-path.ts';
import type { Config } from '../config/config.ts';

/** The part of a request that tells how it got here. */
export type Passed = Pick<IncomingMessage, 'headers'> & {
  readonly socket: { readonly remoteAddress?: string | undefined };
};

const prefixes = new WeakMap<object, string>();

/**
 * The path under which the client reached the server, such as `/assay`: empty, or without a slash at its end. Text that a client gets
 * needs it before every path of ours. The headers `Location` and `Link` get it by themselves, so handlers write routes there.
 */
export function prefixOf(request: object): string {
  return prefixes.get(request) ?? '';
}

/**
 * What proxies in front of the server say of a request. `X-Forwarded-For`, `-Proto`, `-Host` and `-Prefix` count only from a peer in
 * `ASSAY_TRUSTED_PROXIES`: anybody else could make them up.
 */
export class Proxies {
  readonly #trusted: AddressSet;
  readonly #basePath: string;
  /** Whether requests can come under a prefix. */
  readonly usePrefixes: boolean;
  readonly areTrusted: boolean;

  constructor({ trustedProxies, basePath }: Pick<Config, 'trustedProxies' | 'basePath'>) {
    this.#trusted = new AddressSet(trustedProxies);
    this.#basePath = basePath;
    this.areTrusted = trustedProxies.length > 0;
    this.usePrefixes = this.areTrusted || basePath !== '';
  }

  trust(address: string | undefined): boolean {
    return this.#trusted.has(address);
  }

  /** The address of the client: the last one on its way here that is not a trusted proxy's. */
  clientAddress(request: Passed): string | undefined {
    return this.client(request).address;
  }

  /** The same, and whether it is known: not where a trusted proxy names something that is no address. Then it is that proxy's own. */
  client(request: Passed): { readonly address: string | undefined; readonly isKnown: boolean } {
    let address = request.socket.remoteAddress;
    const way = this.#trustedHeader(request, 'x-forwarded-for')?.split(',') ?? [];
    for (const before of way.reverse()) {
      if (!this.trust(address)) break;
      const named = bareAddress(before);
      // What is before it was said by nobody that is known.
      if (named === undefined) return { address, isKnown: false };
      address = named;
    }
    return { address, isKnown: true };
  }

  /** The host that the client asked for, where a trusted proxy names one. */
  forwardedHost(request: Passed): string | undefined {
    return this.#trustedHeader(request, 'x-forwarded-host')?.split(',').at(-1)?.trim();
  }

  /**
   * The request's path and query as the routes have them: without the prefix, if the proxy left it. Keeps the prefix for `prefixOf`.
   * The prefix is the one that a trusted proxy names, else `ASSAY_BASE_PATH`.
   */
  routedUrl(request: Passed & { readonly url?: string | undefined }): string {
    const url = request.url ?? '/';
    if (prefixes.has(request)) return url;
    const prefix = this.#forwardedPrefix(request) ?? this.#basePath;
    prefixes.set(request, prefix);
    return withoutPrefix(url, prefix);
  }

  #forwardedPrefix(request: Passed): string | undefined {
    const prefix = this.#trustedHeader(request, 'x-forwarded-prefix')?.split(',').at(-1)?.trim().replace(/\/$/, '');
    return prefix !== undefined && (prefix === '' || isBasePath(prefix)) ? prefix : undefined;
  }

  #trustedHeader({ headers, socket }: Passed, name: string): string | undefined {
    const value = this.areTrusted ? headers[name] : undefined;
    return value !== undefined && this.trust(socket.remoteAddress) ? String(value) : undefined;
  }
}

/** The address in an entry of `X-Forwarded-For`, which some proxies write with its port or in brackets. */
function bareAddress(entry: string): string | undefined {
  const [, bracketed, beforePort] = /^(?:\[([^[\]]+)\](?::\d{1,5})?|([\d.]+):\d{1,5})$/.exec(entry.trim()) ?? [];
  const address = bracketed ?? beforePort ?? entry.trim();
  return isIP(address) === 0 ? undefined : address;
}

function withoutPrefix(url: string, prefix: string): string {
  const rest = url.slice(prefix.length);
  if (prefix === '' || !url.startsWith(prefix) || !/^([/?]|$)/.test(rest)) return url;
  return rest.startsWith('/') ? rest : `/${rest}`;
}
