import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Config } from '../config/config.ts';
import { CONFIG } from '../config/config.module.ts';
import { jsonText } from '../evaluation/json-text.ts';
import { corsOptions } from './access.ts';
import { serveOpenApi } from './openapi.ts';
import type { NamedSchemas } from './openapi-shapes.ts';
import { acceptBodies } from './request-body.ts';
import { RouteTable } from './route-table.ts';
import { ServerLogger } from './server-logger.ts';
import { serveStaticSite } from './static-site.ts';

/**
 * Sets up everything about the app that is not a module: logger, request bodies, CORS, documentation (with
 * `schemas` beside those of the classes), and the single-page app if one is configured.
 */
export function configureApp(app: NestFastifyApplication, schemas: NamedSchemas): void {
  app.useLogger(app.get(ServerLogger));
  acceptBodies(app);
  recordRoutes(app);
  app
    .getHttpAdapter()
    .getInstance()
    .setReplySerializer((payload) => jsonText(payload as object));
  const config = app.get<Config>(CONFIG);
  app.enableCors(corsOptions(config));
  serveOpenApi(app, schemas);
  if (config.staticDir !== null) serveStaticSite(app, config.staticDir);
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
