import { Module } from '@nestjs/common';
import { StorageModule } from '../storage/storage.module.ts';
import { JobStreamController } from './job-stream.controller.ts';
import { JobStreamService } from './job-stream.service.ts';
import { JobWatches } from './job-watches.ts';
import { RunsGateway } from './runs.gateway.ts';

@Module({
  imports: [StorageModule],
  controllers: [JobStreamController],
  providers: [JobStreamService, JobWatches, RunsGateway],
})
export class RealtimeModule {}
