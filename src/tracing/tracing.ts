import type { FastifyInstance } from 'fastify';
import type { TraceConfig } from '../config/trace-settings.ts';
import type { EventBus } from '../events/event-bus.ts';
import { JobSpans } from './job-spans.ts';
import { OpenTelemetry } from './open-telemetry.ts';
import { RequestSpans } from './request-spans.ts';

/** All that traces; loaded only where there is a collector. */
export class Tracing {
  readonly #telemetry: OpenTelemetry;
  readonly #requests: RequestSpans;
  readonly #jobs: JobSpans;

  constructor(endpoint: string, config: TraceConfig, warn: (message: string) => void) {
    this.#telemetry = new OpenTelemetry(endpoint, config, warn);
    this.#requests = new RequestSpans(this.#telemetry);
    this.#jobs = new JobSpans(this.#telemetry, this.#requests.context);
  }

  watch(bus: EventBus, fastify: Pick<FastifyInstance, 'addHook'>): void {
    bus.events.subscribe(this.#jobs.see);
    this.#requests.watch(fastify);
  }

  traceparentOf(jobId: string): string | null {
    return this.#jobs.traceparentOf(jobId);
  }

  /** Sends what is not sent yet, within three seconds. */
  shutdown(): Promise<void> {
    return this.#telemetry.shutdown();
  }
}
