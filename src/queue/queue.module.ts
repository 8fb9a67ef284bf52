import { type DynamicModule, Module, type Type } from '@nestjs/common';
import type { Config } from '../config/config.ts';
import { CONFIG } from '../config/config.module.ts';
import { JOB_LINE, type JobLine } from '../domain/job-line.ts';
import { Meters } from '../domain/meters.ts';
import { JOB_QUEUE } from '../domain/job-queue.ts';
import { SharedJobQueue } from './shared-job-queue.ts';

@Module({})
export class QueueModule {
  /** The queue over the line of jobs that another module provides. */
  static over(storage: Type): DynamicModule {
    const queue = {
      provide: JOB_QUEUE,
      inject: [CONFIG, JOB_LINE, Meters],
      useFactory: ({ maxRunningJobs, maxQueuedJobs }: Config, line: JobLine, meters: Meters) => {
        const jobs = new SharedJobQueue({ maxRunning: maxRunningJobs, maxQueued: maxQueuedJobs }, line);
        meters.add('jobs', () => jobs.counts());
        return jobs;
      },
    };
    return { module: QueueModule, imports: [storage], providers: [queue], exports: [JOB_QUEUE] };
  }
}
