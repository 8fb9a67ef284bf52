import { type DynamicModule, Module, type Type } from '@nestjs/common';
import type { Config } from '../config/config.ts';
import { CONFIG } from '../config/config.module.ts';
import { FLEET, type Fleet } from '../domain/fleet.ts';
import { JOB_LINE, type JobLine } from '../domain/job-line.ts';
import { Meters } from '../domain/meters.ts';
import { JOB_QUEUE } from '../domain/job-queue.ts';
import { FleetJobQueue } from './fleet-job-queue.ts';
import { SharedJobQueue } from './shared-job-queue.ts';

/** How many jobs run at once where nothing is set and there is no fleet. */
const ONE_AT_A_TIME = 1;

@Module({})
export class QueueModule {
  /** The queue over what another module provides: a fleet where there is a database, otherwise a line of jobs. */
  static over(storage: Type): DynamicModule {
    const queue = {
      provide: JOB_QUEUE,
      inject: [CONFIG, JOB_LINE, FLEET, Meters],
      useFactory: (config: Config, line: JobLine, fleet: Fleet | null, meters: Meters) => {
        const jobs = fleet === null ? queueOver(line, config) : queueOf(fleet, config);
        meters.add('jobs', () => jobs.counts());
        return jobs;
      },
    };
    return { module: QueueModule, imports: [storage], providers: [queue], exports: [JOB_QUEUE] };
  }
}

function queueOver(line: JobLine, { maxRunningJobs, maxQueuedJobs }: Config): SharedJobQueue {
  return new SharedJobQueue({ maxRunning: maxRunningJobs ?? ONE_AT_A_TIME, maxQueued: maxQueuedJobs }, line);
}

function queueOf(fleet: Fleet, { maxRunningJobs, maxQueuedJobs, role }: Config): FleetJobQueue {
  return new FleetJobQueue({ maxRunning: maxRunningJobs, maxQueued: maxQueuedJobs, isWorker: role !== 'api' }, fleet);
}
