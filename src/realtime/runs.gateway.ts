import type { IncomingMessage } from 'node:http';
import { setTimeout } from 'node:timers/promises';
import { Inject, Optional, UseFilters, type BeforeApplicationShutdown } from '@nestjs/common';
import {
  ConnectedSocket,
  MessageBody,
  SubscribeMessage,
  WebSocketGateway,
  type OnGatewayConnection,
  type OnGatewayDisconnect,
} from '@nestjs/websockets';
import { JOB_STORE, type JobStore } from '../domain/job-store.ts';
import { RUN_STORE, type RunStore } from '../domain/run-store.ts';
import { EventBus } from '../events/event-bus.ts';
import { JobWatches } from './job-watches.ts';
import { Outbox } from './outbox.ts';
import type { PeerSocket } from './peer-socket.ts';
import { WsErrorFilter } from './ws-error.filter.ts';
import { WsSubscribeDto, WsUnsubscribeDto, type WsPongDto } from './ws-message.dto.ts';
import { WsSession, type SessionWorld } from './ws-session.ts';

const PONG: WsPongDto = { type: 'pong' };
/** How long the clients may take, on shutdown, to get what they were sent, and to say goodbye. */
const DRAIN_MS = 2_000;

/** `/ws`: what happens to runs, as it happens (contract §4). */
@UseFilters(WsErrorFilter)
@WebSocketGateway({ path: '/ws' })
export class RunsGateway
  implements OnGatewayConnection<PeerSocket>, OnGatewayDisconnect<PeerSocket>, BeforeApplicationShutdown
{
  readonly #sessions = new Map<PeerSocket, { readonly session: WsSession; readonly closed: Promise<void> }>();

  readonly #world: SessionWorld;
  #isStopping = false;

  constructor(
    @Inject(JOB_STORE) store: JobStore,
    @Optional() @Inject(RUN_STORE) runs: RunStore | undefined,
    watches: JobWatches,
    bus: EventBus,
  ) {
    this.#world = { store, runs, watches, bus };
  }

  handleConnection(client: PeerSocket, request: IncomingMessage): void {
    const session = new WsSession(this.#world, new Outbox(client, request.socket));
    const closed = new Promise<void>((resolve) => client.on('close', resolve));
    this.#sessions.set(client, { session, closed });
    if (this.#isStopping) session.close();
  }

  handleDisconnect(client: PeerSocket): void {
    this.#sessions.get(client)?.session.end();
    this.#sessions.delete(client);
  }

  @SubscribeMessage('ping')
  ping(): WsPongDto {
    return PONG;
  }

  @SubscribeMessage('subscribe')
  async subscribe(@ConnectedSocket() client: PeerSocket, @MessageBody() message: WsSubscribeDto): Promise<void> {
    await this.#sessions.get(client)?.session.subscribe(message);
  }

  @SubscribeMessage('unsubscribe')
  unsubscribe(@ConnectedSocket() client: PeerSocket, @MessageBody() { run_id: runId }: WsUnsubscribeDto): void {
    this.#sessions.get(client)?.session.unsubscribe(runId);
  }

  /** The jobs have stopped by now: everybody hears of it, and then that the server goes. */
  async beforeApplicationShutdown(): Promise<void> {
    this.#world.bus.close();
    const open = [...this.#sessions.values()];
    await this.#atMost(this.#world.watches.idle());
    await this.#atMost(Promise.all(open.map(({ session }) => session.idle())));
    this.#isStopping = true;
    const closing = [...this.#sessions.values()];
    for (const { session } of closing) session.close();
    await this.#atMost(Promise.all(closing.map(({ closed }) => closed)));
  }

  async #atMost(work: Promise<unknown>): Promise<void> {
    await Promise.race([work, setTimeout(DRAIN_MS, undefined, { ref: false })]);
  }
}
