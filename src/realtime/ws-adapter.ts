import type { Writable } from 'node:stream';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { WsAdapter } from '@nestjs/platform-ws';
import type { MessageMappingProperties } from '@nestjs/websockets';
import type { Config } from '../config/config.ts';
import { CONFIG } from '../config/config.module.ts';
import { Access } from '../http/access.ts';
import type { PeerSocket } from './peer-socket.ts';
import { openWsDoor } from './ws-door.ts';
import { keepHeartbeat, type PeerServer } from './ws-heartbeat.ts';
import { WsInbox } from './ws-inbox.ts';

const HEARTBEAT_MS = 30_000;
/** A larger frame ends its connection with 1009; one that is too long for a message, and not for this, is answered. */
const MAX_FRAME_BYTES = 4 * 1024 * 1024;

/** WebSockets as Assay wants them: pages of known origins only, bounded frames, an answer to everything, a heartbeat. */
export class AssayWsAdapter extends WsAdapter {
  readonly #config: Config;
  readonly #app: NestFastifyApplication;
  readonly #streams = new WeakMap<PeerSocket, Writable>();

  constructor(app: NestFastifyApplication) {
    super(app);
    this.#app = app;
    this.#config = app.get<Config>(CONFIG);
  }

  override create(port: number, options: Record<string, unknown> & { readonly path?: string } = {}): PeerServer {
    if (options.path !== undefined)
      openWsDoor(this.#app.getHttpAdapter().getInstance(), options.path, new Access(this.#config));
    const server = super.create(port, {
      ...options,
      maxPayload: MAX_FRAME_BYTES,
      // Text that is not UTF-8 is answered like other garbage, instead of ending its connection.
      skipUTF8Validation: true,
      perMessageDeflate: false,
    }) as PeerServer;
    server.on('connection', (client, { socket }) => this.#streams.set(client, socket));
    keepHeartbeat(server, HEARTBEAT_MS);
    return server;
  }

  override bindMessageHandlers(client: PeerSocket, handlers: MessageMappingProperties[]): void {
    const stream = this.#streams.get(client);
    if (stream !== undefined) new WsInbox(client, stream, handlers);
  }

  /** What a peer does wrong ends its connection, and must not fill the log. */
  override bindErrorHandler(server: PeerServer): PeerServer {
    server.on('connection', (client) => {
      client.on('error', (error) => this.logger.debug(`a WebSocket was ended: ${error.message}`));
    });
    server.on('error', (error) => this.logger.error(error));
    return server;
  }
}
