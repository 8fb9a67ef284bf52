import { Module } from '@nestjs/common';
import { CLOCK, systemClock } from '../domain/clock.ts';
import { HttpModule } from '../http/http.module.ts';
import { StorageModule } from '../storage/storage.module.ts';
import { Retention } from './retention.service.ts';

@Module({
  imports: [StorageModule, HttpModule],
  providers: [Retention, { provide: CLOCK, useValue: systemClock }],
})
export class RetentionModule {}
