import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { OpenAPIObject } from '@nestjs/swagger';
import type { DestinationStream } from 'pino';
import 'reflect-metadata';
import { AppModule } from './app.module.ts';
import { type Config, environment } from './config/config.ts';
import { parseConfig } from './config/parse-config.ts';
import { provideSamples } from './config/samples.ts';
import { configureApp } from './http/configure-app.ts';
import { AssayFastifyAdapter } from './http/fastify-adapter.ts';
import { openApiDocument, serveJson } from './http/openapi.ts';
import { showProblemPages } from './http/problem-pages.ts';
import { JOB_EVENT_SCHEMA } from './jobs/job-event.dto.ts';
import { asyncApiDocument } from './realtime/ws/async-api-document.ts';
import { AssayWsAdapter } from './realtime/ws/ws-adapter.ts';
import { WS_MESSAGE_SCHEMAS } from './realtime/ws/ws-message.dto.ts';
import { REPORT_SOURCES } from './reports/html-page.ts';
import { problemPage } from './reports/problem-page.ts';

const SCHEMAS = { JobEvent: JOB_EVENT_SCHEMA, ...WS_MESSAGE_SCHEMAS };

/** What a program may set; everything else comes from `ASSAY_*` variables, or is the default. */
export interface AppOptions extends Partial<Config> {
  /** Where the log goes as JSON lines, instead of standard output. One per process: the first app decides. */
  readonly logDestination?: DestinationStream;
}

/**
 * Assay's server, ready to listen: `await (await createApp({ projectsRoot })).listen(0, '127.0.0.1')`.
 *
 * Closing it ends the streams, stops the jobs and frees the port. It sets no signal handlers. Throws a `ConfigError` that names every fault of the configuration.
 *
 * @example
 * const app = await createApp({ projectsRoot: './projects', logLevel: 'warn' });
 * await app.listen(8080, '127.0.0.1');
 * console.log(await app.getUrl());
 * await app.close();
 */
export async function createApp({ logDestination, ...settings }: AppOptions = {}): Promise<NestFastifyApplication> {
  const { config } = parseConfig(environment, settings);
  await provideSamples(config.projectsRoot);
  const app = await NestFactory.create<NestFastifyApplication>(
    AppModule.of(config, logDestination),
    new AssayFastifyAdapter(config),
    { bodyParser: false, bufferLogs: true, abortOnError: false, forceCloseConnections: true },
  );
  configureApp(app, SCHEMAS);
  showProblemPages(app, { page: problemPage, sources: REPORT_SOURCES });
  app.useWebSocketAdapter(new AssayWsAdapter(app));
  serveJson(app, '/asyncapi.json', () => asyncApiDocument(openApi(app)));
  return app;
}

/** The OpenAPI document of such a server, which need not listen for it. */
export function openApi(app: NestFastifyApplication): OpenAPIObject {
  return openApiDocument(app, SCHEMAS);
}
