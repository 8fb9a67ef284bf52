import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Config } from '../config/config.ts';
import { CONFIG } from '../config/config.module.ts';
import { jsonText } from '../evaluation/json-text.ts';
import { guardRoutes, openDocumentation } from './access/guard-routes.ts';
import { corsOptions } from './access/host-check.ts';
import { limitStreams } from './limits/open-connections.ts';
import { limitRequests, limitWrongKeys } from './limits/request-rates.ts';
import { refuseClients } from './worker-door.ts';
import { serveOpenApi } from './openapi.ts';
import type { NamedSchemas } from './openapi-shapes.ts';
import { acceptBodies } from './request-body.ts';
import { RouteTable } from './route-table.ts';
import { ServerLogger } from './server-logger.ts';
import { builtApplication, serveStaticSite } from './static-site.ts';

/**
 * Sets up everything about the app that is not a module: logger, request bodies, CORS, documentation (with
 * `schemas` beside those of the classes), the single-page app if one is configured, and who may call which route.
 */
export function configureApp(app: NestFastifyApplication, schemas: NamedSchemas): void {
  app.useLogger(app.get(ServerLogger));
  const config = app.get<Config>(CONFIG);
  acceptBodies(app, config);
  openDocumentation(app);
  recordRoutes(app);
  if (config.role === 'worker') refuseClients(app);
  app
    .getHttpAdapter()
    .getInstance()
    .setReplySerializer((payload) => jsonText(payload as object));
  app.enableCors(corsOptions(config));
  serveOpenApi(app, schemas);
  const site = config.staticDir ?? builtApplication();
  if (site !== null) serveStaticSite(app, site);
  // After the log and CORS, so that refusals are in the log and other pages can read them; files of the site need no key.
  limitWrongKeys(app);
  guardRoutes(app);
  limitRequests(app);
  limitStreams(app);
}

function recordRoutes(app: NestFastifyApplication): void {
  const table = app.get(RouteTable);
  app
    .getHttpAdapter()
    .getInstance()
    .addHook('onRoute', ({ method, url, config }) => {
      // The adapter's own catch-all, for CORS.
      if (url !== '*') table.add({ method, url, access: config?.access ?? 'admin' });
    });
}
