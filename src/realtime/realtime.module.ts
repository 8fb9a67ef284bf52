import { Module } from '@nestjs/common';
import { StorageModule } from '../storage/storage.module.ts';
import { JobStreamController } from './job-stream.controller.ts';
import { JobStreamService } from './job-stream.service.ts';

@Module({ imports: [StorageModule], controllers: [JobStreamController], providers: [JobStreamService] })
export class RealtimeModule {}
