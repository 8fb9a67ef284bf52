import { Module } from '@nestjs/common';
import { CLOCK, systemClock } from '../domain/clock.ts';
import { AuditModule } from '../http/audit/audit.module.ts';
import { StorageModule } from '../storage/storage.module.ts';
import { Retention } from './retention.service.ts';

@Module({
  imports: [StorageModule, AuditModule],
  providers: [Retention, { provide: CLOCK, useValue: systemClock }],
})
export class RetentionModule {}
