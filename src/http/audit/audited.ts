import { applyDecorators, SetMetadata, UseInterceptors } from '@nestjs/common';
import { AUDITED, type AuditedRoute, AuditInterceptor } from './audit.interceptor.ts';
import type { AuditAction } from './audit-log.ts';

/** Has every request of a route recorded in the audit log, however it ends. The module of the controller imports `AuditModule`. */
export function Audited(action: AuditAction, ...subject: readonly string[]): MethodDecorator {
  return applyDecorators(SetMetadata(AUDITED, { action, subject } satisfies AuditedRoute), UseInterceptors(AuditInterceptor));
}
