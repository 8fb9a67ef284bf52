import { Logger, Module } from '@nestjs/common';
import { APP_FILTER, APP_INTERCEPTOR, APP_PIPE } from '@nestjs/core';
import type { Config } from '../config/config.ts';
import { CONFIG } from '../config/config.module.ts';
import { AccessControl } from './access/access-control.ts';
import { AuditInterceptor } from './audit/audit.interceptor.ts';
import { AuditLog, auditPath } from './audit/audit-log.ts';
import { HealthController } from './health.controller.ts';
import { OpenConnections } from './limits/open-connections.ts';
import { RequestRates } from './limits/request-rates.ts';
import { MeController } from './me.controller.ts';
import { ProblemFilter } from './problem.filter.ts';
import { RedocController } from './redoc.controller.ts';
import { RouteTable } from './route-table.ts';
import { ServerLogger } from './server-logger.ts';
import { RequestValidationPipe } from './validation.pipe.ts';

/** What all routes share (problems, checked bodies), and the routes about the service itself. */
@Module({
  controllers: [HealthController, MeController, RedocController],
  providers: [
    AccessControl,
    OpenConnections,
    RequestRates,
    RouteTable,
    ServerLogger,
    { provide: AuditLog, inject: [CONFIG], useFactory: openAuditLog },
    { provide: APP_INTERCEPTOR, useClass: AuditInterceptor },
    { provide: APP_FILTER, useClass: ProblemFilter },
    { provide: APP_PIPE, useClass: RequestValidationPipe },
  ],
  exports: [AccessControl, AuditLog],
})
export class HttpModule {}

function openAuditLog(config: Config): AuditLog {
  const logger = new Logger('Audit');
  return new AuditLog(auditPath(config), (message) => logger.error(message));
}
