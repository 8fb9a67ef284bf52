import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { CONFIG } from '../config/config.module.ts';
import type { Config } from '../config/config.ts';
import { corsOptions } from './access.ts';
import { parseJsonBody } from './json-body.ts';
import { acceptNdjson } from './ndjson-body.ts';
import { serveOpenApi } from './openapi.ts';
import type { NamedSchemas } from './openapi-shapes.ts';
import { RouteTable } from './route-table.ts';
import { SECURITY_HEADERS } from './security-headers.ts';
import { ServerLogger } from './server-logger.ts';
import { serveStaticSite } from './static-site.ts';

/**
 * Everything about the app that is not a module: logger, JSON bodies and the few others that there are, CORS, headers, documentation (with
 * `schemas` beside those of the classes), and the single-page app where there is one.
 */
export function configureApp(app: NestFastifyApplication, schemas: NamedSchemas): void {
  app.useLogger(app.get(ServerLogger));
  acceptJson(app);
  acceptNdjson(app);
  recordRoutes(app);
  const config = app.get<Config>(CONFIG);
  app.enableCors(corsOptions(config));
  app.useSecurityHeaders(SECURITY_HEADERS);
  serveOpenApi(app, schemas);
  if (config.staticDir !== null) serveStaticSite(app, config.staticDir);
}

/** And no body of another type, but for those that are added. */
function acceptJson(app: NestFastifyApplication): void {
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
      if (url !== '*') table.add(method, url);
    });
}
