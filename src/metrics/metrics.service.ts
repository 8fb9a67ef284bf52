import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance } from 'fastify';
import type { Config } from '../config/config.ts';
import { CONFIG } from '../config/config.module.ts';
import { Meters } from '../domain/meters.ts';
import { RUN_STORE, type RunStore } from '../domain/run-store.ts';
import { EventBus } from '../events/event-bus.ts';
import type { Exposition } from './exposition.ts';
import { exposeJobs, exposeModels, exposeProcess, exposeServer } from './families.ts';
import { JobTallies } from './job-tallies.ts';
import { EventLoopDelay } from './process-readings.ts';
import { RequestTally } from './request-tally.ts';

/** The type of what `text` gives. */
export const METRICS_TYPE = 'text/plain; version=0.0.4; charset=utf-8';

/** All metrics of this process (docs/observability.md), counted from its start. */
@Injectable()
export class MetricsService implements OnModuleInit, OnApplicationBootstrap, OnApplicationShutdown {
  #exposition: Promise<Exposition> | null = null;
  readonly #jobs = new JobTallies();
  readonly #requests = new RequestTally();
  readonly #delay = new EventLoopDelay();

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(RUN_STORE) private readonly runs: RunStore,
    private readonly meters: Meters,
    private readonly bus: EventBus,
    private readonly host: HttpAdapterHost,
  ) {}

  /** In Prometheus's text format. What writes it is loaded when it is first asked for. */
  async text(): Promise<string> {
    this.#exposition ??= this.#open();
    return (await this.#exposition).text();
  }

  onModuleInit(): void {
    this.bus.events.subscribe(this.#jobs.see);
    this.#requests.watch(this.host.httpAdapter.getInstance<FastifyInstance>());
  }

  onApplicationBootstrap(): void {
    this.#delay.start();
  }

  onApplicationShutdown(): void {
    this.#delay.stop();
  }
  async #open(): Promise<Exposition> {
    const exposition = await emptyExposition();
    exposeJobs(exposition, this.#jobs, this.meters);
    exposeModels(exposition, this.#jobs, this.meters);
    exposeServer(exposition, { requests: this.#requests, meters: this.meters, runs: this.runs });
    exposeProcess(exposition, this.#delay, { projects: this.config.projectsRoot, storage: this.config.storageDir });
    return exposition;
  }
}

/** Loaded only now, because loading it takes time; outside the class, where the compiler leaves the name of the file as it is. */
async function emptyExposition(): Promise<Exposition> {
  const { Exposition: Loaded } = await import('./exposition.ts');
  return new Loaded();
}
