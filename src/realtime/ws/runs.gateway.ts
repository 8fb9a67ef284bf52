import type { IncomingMessage } from 'node:http';
import { setTimeout } from 'node:timers/promises';
import { type BeforeApplicationShutdown, Inject } from '@nestjs/common';
import { type OnGatewayConnection, WebSocketGateway } from '@nestjs/websockets';
import type { Config } from '../../config/config.ts';
import { CONFIG } from '../../config/config.module.ts';
import { COMPARISON_STORE, type ComparisonStore } from '../../domain/comparison-store.ts';
import { JOB_STORE, type JobStore } from '../../domain/job-store.ts';
import { Meters } from '../../domain/meters.ts';
import { RUN_STORE, type RunStore } from '../../domain/run-store.ts';
import { EventBus } from '../../events/event-bus.ts';
import type { ComparisonDependencies } from './comparison-streams.ts';
import { ExpectedRuns } from './expected-runs.ts';
import { ForeignRuns } from './foreign-runs.ts';
import { JobWatches } from './job-watches.ts';
import type { PeerSocket } from './peer-socket.ts';
import { WsConnection } from './ws-connection.ts';
import type { SessionDependencies } from './ws-session.ts';

/** How long clients have on shutdown to receive what was sent to them, and to close. */
const DRAIN_MS = 2_000;

/** `/ws`: what happens to runs, as it happens. */
@WebSocketGateway({ path: '/ws' })
export class RunsGateway implements OnGatewayConnection<PeerSocket>, BeforeApplicationShutdown {
  readonly #connections = new Set<WsConnection>();
  readonly #dependencies: SessionDependencies & ComparisonDependencies;
  #isStopping = false;

  constructor(
    @Inject(JOB_STORE) store: JobStore,
    @Inject(RUN_STORE) runs: RunStore,
    @Inject(COMPARISON_STORE) comparisons: ComparisonStore,
    watches: JobWatches,
    expected: ExpectedRuns,
    foreign: ForeignRuns,
    bus: EventBus,
    @Inject(CONFIG) { maxSubscriptions }: Config,
    meters: Meters,
  ) {
    meters.add('stream_clients', () => [{ labels: { transport: 'websocket' }, value: this.#connections.size }]);
    meters.add('outbox_bytes', () => [{ labels: {}, value: this.#unsentBytes }]);
    this.#dependencies = { store, runs, comparisons, watches, expected, foreign, bus, maxSubscriptions };
  }

  handleConnection(socket: PeerSocket, request: IncomingMessage): void {
    const connection = new WsConnection(socket, request.socket, this.#dependencies);
    this.#connections.add(connection);
    void connection.closed.then(() => this.#connections.delete(connection));
    if (this.#isStopping) connection.session.close();
  }

  /** The jobs have stopped by now: clients get their last messages, and then the connection is closed. */
  async beforeApplicationShutdown(): Promise<void> {
    this.#dependencies.bus.close();
    await this.#atMost(this.#dependencies.watches.idle());
    await this.#atMost(Promise.all(Array.from(this.#connections, ({ session }) => session.idle())));
    this.#isStopping = true;
    const closing = [...this.#connections];
    for (const { session } of closing) session.close();
    await this.#atMost(Promise.all(closing.map(({ closed }) => closed)));
  }

  get #unsentBytes(): number {
    return this.#connections.values().reduce((bytes, { unsentBytes }) => bytes + unsentBytes, 0);
  }

  async #atMost(work: Promise<unknown>): Promise<void> {
    await Promise.race([work, setTimeout(DRAIN_MS, undefined, { ref: false })]);
  }
}
