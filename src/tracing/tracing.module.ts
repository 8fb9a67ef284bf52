import { Global, Inject, Logger, Module, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance } from 'fastify';
import type { Config } from '../config/config.ts';
import { CONFIG } from '../config/config.module.ts';
import { JOB_TRACES, type JobTraces } from '../domain/job-traces.ts';
import { EventBus } from '../events/event-bus.ts';
import type { Tracing } from './tracing.ts';

const TRACING = Symbol('Tracing');

const UNTRACED: JobTraces = { traceparentOf: () => null };

/** Traces requests, jobs, trials and calls of models where `OTEL_EXPORTER_OTLP_ENDPOINT` names a collector (docs/observability.md). */
@Global()
@Module({
  providers: [
    { provide: TRACING, inject: [CONFIG], useFactory: openTracing },
    { provide: JOB_TRACES, inject: [TRACING], useFactory: (tracing: Tracing | null): JobTraces => tracing ?? UNTRACED },
  ],
  exports: [JOB_TRACES],
})
export class TracingModule implements OnModuleInit, OnApplicationShutdown {
  constructor(
    @Inject(TRACING) private readonly tracing: Tracing | null,
    private readonly bus: EventBus,
    private readonly host: HttpAdapterHost,
  ) {}

  onModuleInit(): void {
    this.tracing?.watch(this.bus, this.host.httpAdapter.getInstance<FastifyInstance>());
  }

  async onApplicationShutdown(): Promise<void> {
    await this.tracing?.shutdown();
  }
}

/** Without a collector nothing of OpenTelemetry is loaded. */
async function openTracing(config: Config): Promise<Tracing | null> {
  if (config.otlpEndpoint === null || config.otelDisabled) return null;
  const logger = new Logger('Tracing');
  const { Tracing } = await import('./tracing.ts');
  logger.log(`traces go to ${config.otlpEndpoint}`);
  return new Tracing(config.otlpEndpoint, config, (message) => logger.warn(message));
}
