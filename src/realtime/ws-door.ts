import type { IncomingMessage, Server } from 'node:http';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Access, Caller } from '../http/access.ts';
import { type Fault, sendProblem } from '../http/problem.ts';

interface Upgrading extends Pick<IncomingMessage, 'headers'> {
  readonly method?: string | undefined;
  readonly url?: string | undefined;
}

/**
 * Has a server upgrade WebSockets at this path, and nothing else: an `Upgrade` to anything else, or elsewhere, is an ordinary
 * request (RFC 9110, §7.8), which Node would cut. So is one that `access` refuses: it gets its problem as other requests do.
 * A request for the path that is no WebSocket gets 426.
 */
export function openWsDoor(fastify: FastifyInstance, path: string, access: Access): void {
  const server = fastify.server as Server & { shouldUpgradeCallback: (request: Upgrading & Caller) => boolean };
  server.shouldUpgradeCallback = (request) =>
    request.method === 'GET' && wantsWebSocket(request) && pathOf(request) === path && access.fault(request) === undefined;
  fastify.addHook('onRequest', (request, reply, done) => {
    if (pathOf(request) === path && request.method !== 'OPTIONS') sendProblem(request, reply, upgradeRequired(request, path));
    else done();
  });
}

function wantsWebSocket({ headers }: Upgrading): boolean {
  return headers.upgrade?.toLowerCase() === 'websocket';
}

function pathOf({ url, headers }: Upgrading): string | undefined {
  return URL.parse(url ?? '', `ws://${headers.host ?? ''}/`)?.pathname;
}

function upgradeRequired({ host }: FastifyRequest, path: string): Fault {
  return {
    status: 426,
    detail: `This is a WebSocket: open ws://${host}${path} with a WebSocket client; docs/websocket.md shows some.`,
    headers: { upgrade: 'websocket', connection: 'upgrade' },
  };
}
