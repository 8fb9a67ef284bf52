import { applyDecorators, SetMetadata } from '@nestjs/common';
import type { AuditAction } from './audit-log.ts';

export const AUDITED = 'assay:audited';

/** What the audit log says of a route. */
export interface AuditedRoute {
  readonly action: AuditAction;
  /** The path parameters that name what it is done to; without them the answer does. */
  readonly subject: readonly string[];
}

/** Has every request of a route recorded in the audit log, however it ends. `@Audited('job.cancel', 'job_id')` */
export function Audited(action: AuditAction, ...subject: readonly string[]): MethodDecorator {
  return applyDecorators(SetMetadata(AUDITED, { action, subject } satisfies AuditedRoute));
}
