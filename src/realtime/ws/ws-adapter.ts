import { type IncomingMessage, type Server, ServerResponse } from 'node:http';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { WsAdapter } from '@nestjs/platform-ws';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Config } from '../../config/config.ts';
import { CONFIG } from '../../config/config.module.ts';
import { AccessControl } from '../../http/access/access-control.ts';
import { LiveConnections } from '../../http/access/live-connections.ts';
import { grantOf } from '../../http/access/principal.ts';
import { HostCheck } from '../../http/access/host-check.ts';
import { OpenConnections } from '../../http/limits/open-connections.ts';
import { RequestRates } from '../../http/limits/request-rates.ts';
import { type Fault, sendProblem } from '../../http/problem.ts';
import { prefixOf, Proxies } from '../../http/proxies.ts';
import { keepHeartbeat, type PeerServer } from './heartbeat.ts';
import type { PeerSocket } from './peer-socket.ts';

const HEARTBEAT_MS = 30_000;

/** RFC 6455, §7.4.1. */
const POLICY_VIOLATION = 1008;

/** A larger frame closes its connection with 1009; a smaller one that is too long for a message gets an answer. */
const MAX_FRAME_BYTES = 4 * 1024 * 1024;

/** WebSockets with bounded frames and a heartbeat, open to the callers that other requests are open to. */
export class AssayWsAdapter extends WsAdapter {
  readonly #app: NestFastifyApplication;

  constructor(app: NestFastifyApplication) {
    super(app);
    this.#app = app;
  }

  override create(port: number, options: Record<string, unknown> & { readonly path?: string } = {}): PeerServer {
    const config = this.#app.get<Config>(CONFIG);
    const hosts = new HostCheck(config);
    const access = this.#app.get(AccessControl);
    const proxies = new Proxies(config);
    const rates = this.#app.get(RequestRates);
    const connections = this.#app.get(OpenConnections);
    const mayOpen = (request: IncomingMessage): boolean =>
      config.role !== 'worker' &&
      hosts.fault(request) === undefined &&
      rates.keyFault(request, proxies.clientAddress(request)) === undefined &&
      connections.socketFault(request) === undefined;
    const isLetIn = async (request: IncomingMessage): Promise<boolean> =>
      (await access.refusal(request, { access: 'read', takesTicket: true })) === undefined &&
      connections.socketFault(request) === undefined;
    const http = this.#app.getHttpServer();
    if (options.path !== undefined)
      upgradeOnly(this.#app.getHttpAdapter().getInstance(), options.path, { proxies, connections, mayOpen });
    const server = super.create(port, {
      ...options,
      maxPayload: MAX_FRAME_BYTES,
      // Text that is not UTF-8 is answered like other garbage instead of closing its connection.
      skipUTF8Validation: true,
      perMessageDeflate: false,
      verifyClient: ({ req: request }: { readonly req: IncomingMessage }, decide: (isVerified: boolean) => void) => {
        void isLetIn(request)
          .catch(() => false)
          .then((isIn) => (isIn ? decide(true) : answerInstead(http, request)));
      },
    }) as PeerServer;
    keepHeartbeat(server, HEARTBEAT_MS);
    server.on('connection', (client, request) => connections.openSocket(request, (closed) => client.on('close', closed)));
    closeWithTheirRight(server, this.#app.get(LiveConnections));
    return server;
  }

  /** A connection reads its own messages: `WsConnection`. */
  override bindMessageHandlers(): void {}

  /** A connection handles its own errors. */
  override bindErrorHandler(server: PeerServer): PeerServer {
    server.on('error', (error) => this.logger.error(error));
    return server;
  }
}

/** Closes a socket whose key was revoked or has expired. */
function closeWithTheirRight(server: PeerServer, connections: LiveConnections): void {
  server.on('connection', (socket: PeerSocket, request: IncomingMessage) => {
    const grant = grantOf(request);
    if (grant === null) return;
    const forget = connections.keep(grant, () => socket.close(POLICY_VIOLATION, 'the key is no longer valid'));
    socket.on('close', forget);
  });
}

interface Upgrading extends Pick<IncomingMessage, 'headers'> {
  readonly method?: string | undefined;
  readonly url?: string | undefined;
}

interface UpgradeRules {
  readonly proxies: Proxies;
  readonly connections: OpenConnections;
  readonly mayOpen: (request: IncomingMessage) => boolean;
}

/**
 * Makes a server upgrade WebSockets at this path and nothing else. Any other `Upgrade` is an ordinary request (RFC 9110, §7.8),
 * which Node would cut off; so is one that may not open it, which gets the problem that every such request gets. An ordinary
 * request at the path gets 426.
 */
function upgradeOnly(fastify: FastifyInstance, path: string, { proxies, connections, mayOpen }: UpgradeRules): void {
  const server = fastify.server as Server & { shouldUpgradeCallback: (request: IncomingMessage) => boolean };
  server.shouldUpgradeCallback = (request) => {
    // An upgrade passes by the router, which is what takes the prefix off other requests.
    request.url = proxies.routedUrl(request);
    return isUpgrade(request, path) && mayOpen(request);
  };
  fastify.addHook('onRequest', (request, reply, done) => {
    if (pathOf(request) !== path || request.method === 'OPTIONS') done();
    else sendProblem(request, reply, refusal(request, path, connections));
  });
}

/** Has an upgrade that nobody may make answered as the ordinary request that it is, too. */
function answerInstead(server: Server, request: IncomingMessage): void {
  const socket = request.socket;
  const response = new ServerResponse(request);
  response.shouldKeepAlive = false;
  response.assignSocket(socket);
  response.once('finish', () => socket.end());
  server.emit('request', request, response);
}

function isUpgrade(request: IncomingMessage, path: string): boolean {
  return request.method === 'GET' && wantsWebSocket(request) && pathOf(request) === path;
}

function refusal(request: FastifyRequest, path: string, connections: OpenConnections): Fault {
  return (isUpgrade(request.raw, path) ? connections.socketFault(request.raw) : undefined) ?? upgradeRequired(request, path);
}

function wantsWebSocket({ headers }: Upgrading): boolean {
  return headers.upgrade?.toLowerCase() === 'websocket';
}

function pathOf({ url, headers }: Upgrading): string | undefined {
  return URL.parse(url ?? '', `ws://${headers.host ?? ''}/`)?.pathname;
}

function upgradeRequired({ host, protocol, raw }: FastifyRequest, path: string): Fault {
  const address = `${protocol === 'https' ? 'wss' : 'ws'}://${host}${prefixOf(raw)}${path}`;
  return {
    status: 426,
    detail: `This is a WebSocket: open ${address} with a WebSocket client; docs/websocket.md shows some.`,
    headers: { upgrade: 'websocket', connection: 'upgrade' },
  };
}
