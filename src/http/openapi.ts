import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Config } from '../config/config.ts';
import { CONFIG } from '../config/config.module.ts';
import { assayVersion } from '../config/version.ts';
import { addSecurity } from './access/openapi-security.ts';
import { addExamples } from './openapi-examples.ts';
import type { NamedSchemas } from './openapi-shapes.ts';
import { addReadingProblems } from './problem-responses.ts';
import { prefixOf, Proxies } from './proxies.ts';
import { DOCUMENTATION_POLICY } from './security-headers.ts';
import { jsonText } from '../evaluation/json-text.ts';

/** What `/docs` is and loads; ReDoc has the icon, too. */
const DOCUMENTATION_FILES: ReadonlySet<string> = new Set([
  '',
  'favicon-16x16.png',
  'favicon-32x32.png',
  'swagger-ui-bundle.js',
  'swagger-ui-init.js',
  'swagger-ui-standalone-preset.js',
  'swagger-ui.css',
]);

/** Without it a phone lays the page out as if it were 980 pixels wide. */
const VIEWPORT = '<meta name="viewport" content="width=device-width, initial-scale=1">';

const DESCRIPTION = `Run, evaluate and optimize language-model programs, watch every trial stream in, and compare runs.

Every error is a problem (RFC 9457, \`application/problem+json\`) whose \`detail\` says what is wrong and what to do.
Field names are snake_case, times are ISO 8601 in UTC, and an answer may grow new fields.`;

/**
 * The OpenAPI 3.1 document of all routes of the app, with `schemas` that no class can express. A schema is named after its
 * class, without `Dto`.
 */
export function openApiDocument(app: NestFastifyApplication, schemas: NamedSchemas): OpenAPIObject {
  const config = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('Assay')
    .setDescription(DESCRIPTION)
    .setVersion(assayVersion)
    .setLicense('MIT', 'https://opensource.org/license/mit')
    .addServer('/', 'This server')
    .addTag('service', 'What answers, and whether it is up')
    .addTag('catalog', 'What there is to run')
    .addTag('jobs', 'Run, evaluate, optimize, watch and replay')
    .addTag('runs', 'What can be compared: jobs, finished steps of optimize, and imported results')
    .addTag('labels', 'What people say of samples, to hold a judge against')
    .addTag('comparison', 'Which run is better, and how sure that is')
    .build();
  config.components = { ...config.components, schemas };
  const document = SwaggerModule.createDocument(app, config, { operationIdFactory: (_controller, method) => method });
  addSecurity(document);
  addReadingProblems(document);
  const named = JSON.parse(
    JSON.stringify(document).replaceAll(/"((?:#\/components\/schemas\/)?\w+)Dto"/g, '"$1"'),
  ) as OpenAPIObject;
  addExamples(named);
  return named;
}

/** Serves `/openapi.json`, and Swagger UI at `/docs`; the document is made on the first request. */
export function serveOpenApi(app: NestFastifyApplication, schemas: NamedSchemas): void {
  holdToPage(app);
  SwaggerModule.setup('docs', app, () => openApiDocument(app, schemas), {
    jsonDocumentUrl: 'openapi.json',
    raw: ['json'],
    ...(new Proxies(app.get<Config>(CONFIG)).usePrefixes ? { patchDocumentOnRequest: underPrefix } : {}),
    customSiteTitle: 'Assay · Swagger UI',
    swaggerOptions: { validatorUrl: 'none', displayRequestDuration: true, tryItOutEnabled: true },
  });
}

/** Its module makes the pages of Swagger UI, and serves all files of the package: the headers, and what there is, are set on the way to it. */
function holdToPage(app: NestFastifyApplication): void {
  const fastify = app.getHttpAdapter().getInstance();
  fastify.addHook('preHandler', (request: FastifyRequest, reply: FastifyReply, done: () => void) => {
    const file = /^\/docs(?:\/([^?]*))?(?=\?|$)/.exec(request.url);
    const isPart = file !== null && DOCUMENTATION_FILES.has(file[1] ?? '');
    if (file !== null && !isPart && !request.is404) {
      reply.callNotFound();
      return;
    }
    if (isPart) reply.headers({ 'content-security-policy': DOCUMENTATION_POLICY, 'cache-control': 'no-cache' });
    done();
  });
  fastify.addHook(
    'onSend',
    (request: FastifyRequest, _reply: FastifyReply, payload: unknown, done: (error: null, payload: unknown) => void) => {
      const isPage = /^\/docs\/?(?=\?|$)/.test(request.url) && typeof payload === 'string';
      done(null, isPage ? payload.replace('<head>', `<head>${VIEWPORT}`) : payload);
    },
  );
}

/** The document as the client of this request reaches its server. */
function underPrefix(request: unknown, _reply: unknown, document: OpenAPIObject): OpenAPIObject {
  const prefix = prefixOf((request as FastifyRequest).raw);
  if (prefix === '') return document;
  return { ...document, servers: (document.servers ?? []).map((server) => ({ ...server, url: prefix })) };
}

/** Serves a JSON document at a path; it is made on the first request. */
export function serveJson(app: NestFastifyApplication, path: string, make: () => object): void {
  let text: string | undefined;
  app.getHttpAdapter().get(path, (_request: FastifyRequest, reply: FastifyReply) => {
    text ??= jsonText(make());
    void reply.header('content-type', 'application/json; charset=utf-8').send(text);
  });
}
