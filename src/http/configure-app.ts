import type { SecurityHeadersOptions } from '@nestjs/common';
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
 * For an API with a few pages of documentation: nothing is framed, sniffed or loaded from elsewhere. `blob:` is for the worker
 * in which ReDoc searches. HSTS is left to the proxy that ends TLS; CORS decides what other origins may read.
 */
const SECURITY_HEADERS: SecurityHeadersOptions = {
  contentSecurityPolicy: {
    useDefaults: false,
    directives: {
      defaultSrc: "'self'",
      baseUri: "'none'",
      formAction: "'self'",
      frameAncestors: "'none'",
      imgSrc: ["'self'", 'data:'],
      objectSrc: "'none'",
      scriptSrc: "'self'",
      styleSrc: ["'self'", "'unsafe-inline'"],
      workerSrc: ["'self'", 'blob:'],
    },
  },
  crossOriginResourcePolicy: { policy: 'cross-origin' },
  strictTransportSecurity: false,
  xFrameOptions: { action: 'deny' },
  xDnsPrefetchControl: false,
  xDownloadOptions: false,
  xPermittedCrossDomainPolicies: false,
  xXssProtection: false,
};

/**
 * Sets up everything about the app that is not a module: logger, request bodies, CORS, security headers, documentation (with
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
  app.useSecurityHeaders(SECURITY_HEADERS);
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
