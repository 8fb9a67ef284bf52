import { Module } from '@nestjs/common';
import { StorageModule } from '../storage/storage.module.ts';
import { JobStreamController } from './sse/job-stream.controller.ts';
import { JobStreamService } from './sse/job-stream.service.ts';
import { RemoteChanges } from './remote-changes.ts';
import { ExpectedRuns } from './ws/expected-runs.ts';
import { ForeignRuns } from './ws/foreign-runs.ts';
import { JobWatches } from './ws/job-watches.ts';
import { RunsGateway } from './ws/runs.gateway.ts';

@Module({
  imports: [StorageModule],
  controllers: [JobStreamController],
  providers: [RemoteChanges, JobStreamService, JobWatches, ExpectedRuns, ForeignRuns, RunsGateway],
})
export class RealtimeModule {}
