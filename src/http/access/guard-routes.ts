import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AuditLog } from '../audit/audit-log.ts';
import { type Fault, sendProblem } from '../problem.ts';
import { AccessControl } from './access-control.ts';
import { principalOf } from './principal.ts';

/** What Swagger UI, the documents and ReDoc say is the same on every server of this version, and nothing that this one holds. */
const DOCUMENTATION = /^\/(docs|redoc|openapi\.json|asyncapi\.json)(\/|$)/;

/**
 * Lets the routes that are added from here on be called only by who may: each by the holders of the scope that it declares
 * (`NeedsScope`), or else of `admin`. It decides before a body is read. A path without a route needs any key.
 */
export function guardRoutes(app: NestFastifyApplication): void {
  const access = app.get(AccessControl);
  const audit = app.get(AuditLog);
  const fastify = app.getHttpAdapter().getInstance();
  fastify.decorateRequest('principal', {
    getter(this: FastifyRequest) {
      return principalOf(this.raw);
    },
  });
  fastify.addHook('onRequest', (request: FastifyRequest, reply: FastifyReply, done: () => void) => {
    const fault = access.refusal(request.raw, request.is404 ? 'read' : (request.routeOptions.config.access ?? 'admin'));
    if (fault === undefined) {
      done();
      return;
    }
    recordRefusal(audit, request, fault);
    sendProblem(request, reply, fault);
  });
}

/** A request without a key is a browser or a probe, and no attempt. */
function recordRefusal(audit: AuditLog, request: FastifyRequest, { code }: Fault): void {
  if (code === undefined || code === 'no_key') return;
  const subject = `${request.method} ${request.routeOptions.url ?? 'unknown'}`;
  void audit.recordRequest(request, { action: 'access.refuse', subject, outcome: 'refused', reason: code });
}

/** Opens the documentation to everybody. Called before its routes are added. */
export function openDocumentation(app: NestFastifyApplication): void {
  app
    .getHttpAdapter()
    .getInstance()
    .addHook('onRoute', (route) => {
      if (DOCUMENTATION.test(route.url)) route.config = { ...route.config, access: 'public' };
    });
}
