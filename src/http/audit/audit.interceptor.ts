import { type CallHandler, type ExecutionContext, HttpException, Injectable, type NestInterceptor } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import { type Observable, tap } from 'rxjs';
import { AssayError } from '../../domain/errors.ts';
import { InvalidRequestError } from '../invalid-request.error.ts';
import { type AuditAction, type AuditEntry, AuditLog } from './audit-log.ts';

export const AUDITED = 'assay:audited';

/** What the audit log says of a route. */
export interface AuditedRoute {
  readonly action: AuditAction;
  /** The path parameters that name what it is done to; without them the answer does. */
  readonly subject: readonly string[];
  /** Whether a request with `dry_run=true` does nothing, and is not recorded. */
  readonly mayBeDry?: true;
}

/** Records what routes with `@Audited` do, or refuse to do. */
@Injectable()
export class AuditInterceptor implements NestInterceptor {
  constructor(
    private readonly reflector: Reflector,
    private readonly log: AuditLog,
  ) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const route = this.reflector.get<AuditedRoute | undefined>(AUDITED, context.getHandler());
    if (route === undefined) return next.handle();
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    if (route.mayBeDry === true && isDry(request)) return next.handle();
    return next.handle().pipe(
      tap({
        next: (answer) => this.#record(route, request, { outcome: 'ok', made: idIn(answer) }),
        error: (error: unknown) => this.#record(route, request, { ...refusalOf(error), made: null }),
      }),
    );
  }

  #record(
    { action, subject }: AuditedRoute,
    request: FastifyRequest,
    { made, ...end }: Pick<AuditEntry, 'outcome' | 'reason'> & { readonly made: string | null },
  ): void {
    const params = request.params as Readonly<Record<string, string | undefined>>;
    const named = subject.flatMap((name) => params[name] ?? []).join('/');
    void this.log.recordRequest(request, {
      ...end,
      action,
      subject: named === '' ? made : named,
      ...(named !== '' && made !== null && made !== named ? { reason: `made ${made}` } : {}),
    });
  }
}

function isDry({ query }: FastifyRequest): boolean {
  return (query as { readonly dry_run?: unknown }).dry_run === 'true';
}

/** The id of what a request has made, as its answer names it. */
function idIn(answer: unknown): string | null {
  if (typeof answer !== 'object' || answer === null) return null;
  const {
    job_id: jobId,
    run_id: runId,
    comparison_id: comparisonId,
    file,
    outcome,
  } = answer as Readonly<Record<string, unknown>>;
  return [jobId, runId, comparisonId, outcome === 'unchanged' ? null : file].find((id) => typeof id === 'string') ?? null;
}

function refusalOf(error: unknown): Pick<AuditEntry, 'outcome' | 'reason'> {
  if (error instanceof AssayError) return { outcome: error.code === 'unavailable' ? 'failed' : 'refused', reason: error.code };
  if (error instanceof InvalidRequestError) return { outcome: 'refused', reason: 'invalid_request' };
  if (error instanceof HttpException && error.getStatus() < 500)
    return { outcome: 'refused', reason: `status ${error.getStatus()}` };
  return { outcome: 'failed', reason: 'fault' };
}
