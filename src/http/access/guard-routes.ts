import { HttpException } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { AuditLog } from '../audit/audit-log.ts';
import { prefersHtml } from '../preferred-type.ts';
import { type Fault, sendProblem } from '../problem.ts';
import { AccessControl, type Door } from './access-control.ts';
import { LiveConnections } from './live-connections.ts';
import { grantOf, principalOf } from './principal.ts';

/** What Swagger UI, the documents and ReDoc say is the same on every server of this version, and nothing that this one holds. */
const DOCUMENTATION = /^\/(docs|redoc|openapi\.json|asyncapi\.json)(\/|$)/;

const FORM_TYPE = 'application/x-www-form-urlencoded';
const MAX_FORM_BYTES = 8 * 1024;

/**
 * Lets routes be called only by who may: each by the holders of the scope that it declares (`NeedsScope`), or else of `admin`. It
 * decides before a body is read. A path without a route needs any key. Streams end with the right by which they were opened.
 */
export function guardRoutes(app: NestFastifyApplication): void {
  const access = app.get(AccessControl);
  const audit = app.get(AuditLog);
  const fastify: FastifyInstance = app.getHttpAdapter().getInstance();
  fastify.decorateRequest('principal', {
    getter(this: FastifyRequest) {
      return principalOf(this.raw);
    },
  });
  acceptForms(fastify);
  fastify.addHook('onRequest', (request, reply, done) => {
    access.refusal(request.raw, doorOf(request)).then((fault) => {
      if (fault === undefined) {
        withoutTicket(request);
        done();
      } else if (fault.code === 'no_key' && isPageVisit(request)) {
        reply.redirect(signInAddress(request), 303);
      } else {
        recordRefusal(audit, request, fault);
        sendProblem(request, reply, fault);
      }
    }, done);
  });
  endStreamsWithTheirRight(fastify, app.get(LiveConnections));
}

/** A request without a key is a browser or a probe, and no attempt. */
function recordRefusal(audit: AuditLog, request: FastifyRequest, { code }: Fault): void {
  if (code === undefined || code === 'no_key' || code === 'unavailable') return;
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

function doorOf({ is404, routeOptions: { config } }: FastifyRequest): Door {
  if (is404) return { access: 'read' };
  const { access = 'admin', takesTicket = false, isForOwnPages = false } = config;
  return { access, takesTicket, isForOwnPages };
}

/** The ticket is no parameter of the route, which may refuse those that it does not know. */
function withoutTicket({ query, routeOptions: { config } }: FastifyRequest): void {
  if (config.takesTicket === true) delete (query as { ticket?: unknown }).ticket;
}

/** Whether a person opens a page, as opposed to a script or a program that asks for data. */
function isPageVisit({ method, headers }: FastifyRequest): boolean {
  return ['GET', 'HEAD'].includes(method) && headers.authorization === undefined && prefersHtml(headers.accept);
}

function signInAddress({ url }: FastifyRequest): string {
  return `/sign-in?next=${encodeURIComponent(url)}`;
}

function acceptForms(fastify: FastifyInstance): void {
  fastify.addContentTypeParser(FORM_TYPE, { parseAs: 'string', bodyLimit: MAX_FORM_BYTES }, (request, body, done) => {
    if (request.routeOptions.config.isForm === true) done(null, Object.fromEntries(new URLSearchParams(String(body))));
    else done(new HttpException('Unsupported Media Type', 415));
  });
}

/** An answer that is a stream may last for hours. */
function endStreamsWithTheirRight(fastify: FastifyInstance, connections: LiveConnections): void {
  fastify.addHook('onSend', (request: FastifyRequest, reply: FastifyReply, payload: unknown, done) => {
    const grant = isStream(payload) ? grantOf(request.raw) : null;
    if (grant !== null) {
      const forget = connections.keep(grant, () => reply.raw.destroy());
      reply.raw.once('close', forget);
    }
    done(null, payload);
  });
}

function isStream(payload: unknown): boolean {
  return typeof payload === 'object' && payload !== null && 'pipe' in payload;
}
