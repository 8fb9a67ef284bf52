import { Logger, Module } from '@nestjs/common';
import type { Config } from '../../config/config.ts';
import { CONFIG } from '../../config/config.module.ts';
import { AuditLog, auditPath } from './audit-log.ts';

/** Provides the audit log, for every module that has a route with `@Audited`. */
@Module({
  providers: [{ provide: AuditLog, inject: [CONFIG], useFactory: openAuditLog }],
  exports: [AuditLog],
})
export class AuditModule {}

function openAuditLog(config: Config): AuditLog {
  const logger = new Logger('Audit');
  return new AuditLog(auditPath(config), (message) => logger.error(message));
}
