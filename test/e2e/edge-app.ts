import { Readable } from 'node:stream';
import { Body, Controller, Get, Param, Post, Res } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import type { FastifyReply } from 'fastify';
import { LoggerModule } from 'nestjs-pino';
import 'reflect-metadata';
import { BenchmarksModule } from '../../src/benchmarks/benchmarks.module.ts';
import { CatalogModule } from '../../src/catalog/catalog.module.ts';
import { ConfigModule } from '../../src/config/config.module.ts';
import { type Overrides, parseConfig } from '../../src/config/parse-config.ts';
import {
  AssayError,
  BusyError,
  DrainingError,
  JobNotFoundError,
  NotNowError,
  UnavailableError,
  UnusableRequestError,
} from '../../src/domain/errors.ts';
import type { Catalog } from '../../src/domain/project.ts';
import { RUNNER } from '../../src/domain/runner.ts';
import { configureApp } from '../../src/http/configure-app.ts';
import { AssayFastifyAdapter } from '../../src/http/fastify-adapter.ts';
import { HttpModule } from '../../src/http/http.module.ts';
import { PATIENCE } from '../../src/http/slow-clients.ts';
import { AcceptsNdjsonBody } from '../../src/http/request-body.ts';
import { logOptions } from '../../src/http/server-logger.ts';
import { OptimizeRequestDto } from '../../src/jobs/start-job.dto.ts';

const ERRORS: Readonly<Record<string, () => unknown>> = {
  unusable: () => new UnusableRequestError('there is no program "v9"'),
  'no-job': () => new JobNotFoundError(),
  'no-run': () => new AssayError('run_not_found', 'Run not found: r1'),
  busy: () => new BusyError({ running: ['j'], limit: 1, setting: 'ASSAY_MAX_RUNNING_JOBS' }),
  'illegal-move': () => new AssayError('illegal_move', 'job j1 is done and has no next state'),
  unavailable: () => new UnavailableError('the database is away'),
  draining: () => new DrainingError(),
  full: () => new NotNowError('9 comparisons are already waiting'),
  bug: () => new TypeError('secret: hunter2'),
  text: () => 'a string is thrown',
};

@Controller()
class ProbeController {
  @Get('throw/:what')
  throw(@Param('what') what: string): never {
    throw ERRORS[what]?.();
  }

  @Post('echo')
  echo(@Body() body: OptimizeRequestDto): OptimizeRequestDto {
    return body;
  }

  @Post('empty')
  empty(): { readonly taken: boolean } {
    return { taken: true };
  }

  @Get('endless')
  endless(@Res() reply: FastifyReply): void {
    const chunk = Buffer.alloc(64 * 1024, 'x');
    function* chunks(): Generator<Buffer> {
      for (;;) yield chunk;
    }
    void reply.send(Readable.from(chunks(), { objectMode: false }));
  }

  @Post('stream')
  @AcceptsNdjsonBody()
  async stream(@Body() body: AsyncIterable<Buffer>): Promise<{ readonly bytes: number }> {
    let bytes = 0;
    for await (const chunk of body) bytes += chunk.length;
    return { bytes };
  }

  @Get('broken/events')
  async brokenStream(@Res() reply: FastifyReply): Promise<void> {
    reply.raw.writeHead(200, { 'content-type': 'text/event-stream' });
    await new Promise((resolve) => reply.raw.write('data: 1\n\n', resolve));
    throw new Error('too late');
  }
}

/** The HTTP edge on a free port, with routes that throw every kind of error, and its log. */
export interface EdgeApp {
  readonly app: NestFastifyApplication;
  readonly url: string;
  /** The lines that it wrote, parsed. */
  readonly log: Record<string, unknown>[];
}

export async function startEdgeApp(catalog: Catalog, overrides: Overrides = {}, patience = PATIENCE): Promise<EdgeApp> {
  const { config } = parseConfig({}, { projectsRoot: catalog.projectsRoot, logLevel: 'debug', ...overrides });
  const log: Record<string, unknown>[] = [];
  const destination = { write: (line: string) => void log.push(JSON.parse(line) as Record<string, unknown>) };
  const runner = { catalog: () => Promise.resolve(catalog), warmUp: () => undefined, close: () => Promise.resolve() };
  const module = await Test.createTestingModule({
    imports: [
      ConfigModule.of(config),
      LoggerModule.forRootAsync({ useFactory: () => logOptions(config, destination) }),
      BenchmarksModule,
      HttpModule,
      CatalogModule,
    ],
    controllers: [ProbeController],
  })
    .overrideProvider(RUNNER)
    .useValue(runner)
    .compile();
  const app = module.createNestApplication<NestFastifyApplication>(new AssayFastifyAdapter(config, patience), {
    bodyParser: false,
    bufferLogs: true,
    forceCloseConnections: true,
  });
  configureApp(app, {});
  await app.listen(0, '127.0.0.1');
  return { app, url: (await app.getUrl()).replace('[::1]', '127.0.0.1'), log };
}
