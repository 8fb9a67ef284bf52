import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { connect, type Socket } from 'node:net';
import type { ProviderHost } from './provider-host.ts';

type Variables = Readonly<Record<string, string | undefined>>;

/** A connection to a server, through the proxy that HTTP_PROXY, HTTPS_PROXY and NO_PROXY name. Throws what the network says. */
export async function connectTo(host: ProviderHost, variables: Variables): Promise<Socket> {
  const proxy = proxyFor(host, variables);
  return proxy === null ? direct(host) : await throughProxy(host, new URL(proxy));
}

/** The proxy for a server; `null` for none. */
export function proxyFor({ name, port, isTls }: ProviderHost, variables: Variables): string | null {
  const variable = (key: string): string => variables[key]?.trim() || variables[key.toUpperCase()]?.trim() || '';
  const proxy = (isTls ? variable('https_proxy') : '') || variable('http_proxy');
  if (proxy === '') return null;
  const isExcepted = variable('no_proxy')
    .toLowerCase()
    .split(/[\s,]+/)
    .some((exception) => exceptionCovers(exception, bare(name), port));
  return isExcepted ? null : proxy;
}

/** `example.org`, `.example.org` and `*.example.org` mean the domain and all in it, `example.org:8443` one port, `*` everything. */
function exceptionCovers(exception: string, name: string, port: number): boolean {
  if (exception === '*') return true;
  const [, written = '', onlyPort] = /^(.*?)(?::(\d+))?$/.exec(exception) ?? [];
  const domain = bare(written).replace(/^\*?\./, '');
  if (domain === '' || (onlyPort !== undefined && Number(onlyPort) !== port)) return false;
  return name === domain || name.endsWith(`.${domain}`);
}

function direct({ name, port }: ProviderHost): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: bare(name), port }, () => resolve(socket));
    socket.once('error', reject);
  });
}

function throughProxy({ name, port }: ProviderHost, proxy: URL): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const host = `${name}:${port}`;
    const credentials = [proxy.username, proxy.password].map(decodeURIComponent).join(':');
    const headers = {
      host,
      ...(credentials === ':' ? {} : { 'proxy-authorization': `Basic ${Buffer.from(credentials).toString('base64')}` }),
    };
    const request = proxy.protocol === 'https:' ? httpsRequest : httpRequest;
    const asked = request({
      host: bare(proxy.hostname),
      port: proxy.port,
      method: 'CONNECT',
      path: host,
      headers,
      agent: false,
    });
    asked.once('error', reject);
    asked.once('connect', ({ statusCode = 0 }, socket: Socket) => {
      if (statusCode === 200) return resolve(socket);
      socket.destroy();
      reject(new Error(`the proxy ${proxy.host} answers a CONNECT with ${statusCode}`));
    });
    asked.end();
  });
}

/** An IPv6 address without its brackets. */
function bare(name: string): string {
  return name.replace(/^\[|\]$/g, '');
}
