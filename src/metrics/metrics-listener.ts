import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Inject, Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import type { Config } from '../config/config.ts';
import { CONFIG } from '../config/config.module.ts';
import { HostCheck } from '../http/access/host-check.ts';
import type { Fault } from '../http/problem.ts';
import { METRICS_TYPE, MetricsService } from './metrics.service.ts';

/** `/metrics` at a port of its own, for scrapers that have no key. Nothing else is there. */
@Injectable()
export class MetricsListener implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly #logger = new Logger(MetricsListener.name);
  readonly #hosts: HostCheck;
  #server: Server | null = null;

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly metrics: MetricsService,
  ) {
    this.#hosts = new HostCheck(config);
  }

  /** Where it listens; `null` where it does not. */
  get port(): number | null {
    return (this.#server?.address() as AddressInfo | null | undefined)?.port ?? null;
  }

  async onApplicationBootstrap(): Promise<void> {
    const { metricsPort, host } = this.config;
    if (metricsPort === null) return;
    this.#server = createServer((request, response) => void this.#answer(request, response));
    this.#server.listen(metricsPort, host);
    try {
      await once(this.#server, 'listening');
    } catch (error) {
      throw new Error(`ASSAY_METRICS_PORT: can't listen on ${host}, port ${metricsPort}: ${String(error)}`, { cause: error });
    }
    this.#logger.log(`metrics without a key at http://${host}:${String(this.port)}/metrics`);
  }

  async onApplicationShutdown(): Promise<void> {
    if (this.#server === null) return;
    const closed = once(this.#server, 'close');
    this.#server.close();
    this.#server.closeAllConnections();
    await closed;
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const fault = this.#faultOf(request);
    if (fault !== null) {
      end(response, fault.status, fault.detail);
      return;
    }
    try {
      const text = await this.metrics.text();
      response.setHeader('content-type', METRICS_TYPE);
      response.end(text);
    } catch (error) {
      this.#logger.error(`metrics could not be read: ${String(error)}`);
      end(response, 500, 'The metrics could not be read; the log says why.');
    }
  }

  #faultOf(request: IncomingMessage): Pick<Fault, 'status' | 'detail'> | null {
    const fault = this.#hosts.fault(request);
    if (fault !== undefined) return fault;
    if (request.url !== '/metrics') return { status: 404, detail: 'Only /metrics is at this port.' };
    const isRead = request.method === 'GET' || request.method === 'HEAD';
    return isRead ? null : { status: 405, detail: 'Use GET.' };
  }
}

function end(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' });
  response.end(`${text}\n`);
}
