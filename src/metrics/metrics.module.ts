import { Module } from '@nestjs/common';
import { StorageModule } from '../storage/storage.module.ts';
import { MetricsListener } from './metrics-listener.ts';
import { MetricsController } from './metrics.controller.ts';
import { MetricsService } from './metrics.service.ts';

@Module({ imports: [StorageModule], controllers: [MetricsController], providers: [MetricsService, MetricsListener] })
export class MetricsModule {}
