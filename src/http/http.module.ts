import { Module } from '@nestjs/common';
import { APP_FILTER, APP_PIPE } from '@nestjs/core';
import { AccessModule } from './access/access.module.ts';
import { AuditModule } from './audit/audit.module.ts';
import { HealthController } from './health.controller.ts';
import { OpenConnections } from './limits/open-connections.ts';
import { RequestRates } from './limits/request-rates.ts';
import { KeysController } from './keys.controller.ts';
import { MeController } from './me.controller.ts';
import { ProblemFilter } from './problem.filter.ts';
import { RedocController } from './redoc.controller.ts';
import { RouteTable } from './route-table.ts';
import { ServerLogger } from './server-logger.ts';
import { SettingsController } from './settings.controller.ts';
import { RequestValidationPipe } from './validation.pipe.ts';

/** What all routes share (problems, checked bodies), and the routes about the service itself. */
@Module({
  imports: [AccessModule, AuditModule],
  controllers: [HealthController, MeController, SettingsController, KeysController, RedocController],
  providers: [
    OpenConnections,
    RequestRates,
    RouteTable,
    ServerLogger,
    { provide: APP_FILTER, useClass: ProblemFilter },
    { provide: APP_PIPE, useClass: RequestValidationPipe },
  ],
  exports: [AccessModule, AuditModule],
})
export class HttpModule {}
