import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { assayVersion } from '../config/version.ts';
import { addExamples } from './openapi-examples.ts';
import type { NamedSchemas } from './openapi-shapes.ts';

const DESCRIPTION = `Run, evaluate and optimize language-model programs, watch every trial stream in, and compare runs.

Every error is a problem (RFC 9457, \`application/problem+json\`) whose \`detail\` says what is wrong and what to do.
Field names are snake_case, times are ISO 8601 in UTC, and an answer may grow new fields.`;

/**
 * The OpenAPI 3.1 document of all the routes that the app has, with `schemas` that no class can stand for. A schema is named
 * as its class is, without `Dto`.
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
    .addTag('comparison', 'Which run is better, and how sure that is')
    .build();
  config.components = { ...config.components, schemas };
  const document = SwaggerModule.createDocument(app, config, { operationIdFactory: (_controller, method) => method });
  const named = JSON.parse(
    JSON.stringify(document).replaceAll(/"((?:#\/components\/schemas\/)?\w+)Dto"/g, '"$1"'),
  ) as OpenAPIObject;
  addExamples(named);
  return named;
}

/** `/openapi.json` and Swagger UI at `/docs`; the document is made when it is first asked for. */
export function serveOpenApi(app: NestFastifyApplication, schemas: NamedSchemas): void {
  SwaggerModule.setup('docs', app, () => openApiDocument(app, schemas), {
    jsonDocumentUrl: 'openapi.json',
    raw: ['json'],
    customSiteTitle: 'Assay · Swagger UI',
    swaggerOptions: { validatorUrl: 'none', displayRequestDuration: true, tryItOutEnabled: true },
  });
}
