import { Module } from '@nestjs/common';
import type { Config } from '../config/config.ts';
import { CONFIG } from '../config/config.module.ts';
import { JOB_QUEUE } from '../domain/job-queue.ts';
import { InProcessJobQueue } from './in-process-job-queue.ts';

@Module({
  providers: [
    {
      provide: JOB_QUEUE,
      useFactory: (config: Config) =>
        new InProcessJobQueue({ maxRunning: config.maxRunningJobs, maxQueued: config.maxQueuedJobs }),
      inject: [CONFIG],
    },
  ],
  exports: [JOB_QUEUE],
})
export class QueueModule {}
