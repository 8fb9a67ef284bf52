import { applyDecorators, SetMetadata, UseInterceptors } from '@nestjs/common';
import { AUDITED, type AuditedRoute, AuditInterceptor } from './audit.interceptor.ts';
import type { AuditAction } from './audit-log.ts';

/** Has every request of a route recorded in the audit log, however it ends. The module of the controller imports `AuditModule`. */
export function Audited(action: AuditAction, ...subject: readonly string[]): MethodDecorator {
  return audited({ action, subject });
}

/** The same of a route that starts a job, but for a dry run (`dry_run=true`), which starts nothing. */
export function AuditedStart(): MethodDecorator {
  return audited({ action: 'job.start', subject: [], mayBeDry: true });
}

function audited(route: AuditedRoute): MethodDecorator {
  return applyDecorators(SetMetadata(AUDITED, route), UseInterceptors(AuditInterceptor));
}
