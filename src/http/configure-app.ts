import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { CONFIG } from '../config/config.module.ts';
import type { Config } from '../config/config.ts';
import { corsOptions } from './cors.ts';
import { parseJsonBody } from './json-body.ts';
import { serveOpenApi, type NamedSchemas } from './openapi.ts';
import { RouteTable } from './route-table.ts';
import { SECURITY_HEADERS } from './security-headers.ts';
import { ServerLogger } from './server-logger.ts';

/**
 * Everything about the app that is not a module: logger, JSON and no other body, CORS, headers, documentation (with
 * `schemas` beside those of the classes).
 */
export function configureApp(app: NestFastifyApplication, schemas: NamedSchemas): void {
  app.useLogger(app.get(ServerLogger));
  acceptJsonOnly(app);
  recordRoutes(app);
  app.enableCors(corsOptions(app.get<Config>(CONFIG)));
  app.useSecurityHeaders(SECURITY_HEADERS);
  serveOpenApi(app, schemas);
}

function acceptJsonOnly(app: NestFastifyApplication): void {
  const fastify = app.getHttpAdapter().getInstance();
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body, done) => {
    try {
      done(null, parseJsonBody(body as Buffer));
    } catch (error) {
      done(error as Error);
    }
  });
}

function recordRoutes(app: NestFastifyApplication): void {
  const table = app.get(RouteTable);
  app
    .getHttpAdapter()
    .getInstance()
    .addHook('onRoute', ({ method, url }) => {
      // The adapter's own catch-all, for CORS.
      if (url !== '*') {
        table.add(method, url);
      }
    });
}
