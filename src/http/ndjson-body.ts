import { applyDecorators, HttpException } from '@nestjs/common';
import { RouteConfig, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { ApiConsumes } from '@nestjs/swagger';

export const NDJSON_TYPE = 'application/x-ndjson';

interface AcceptsNdjson {
  readonly ndjson?: boolean;
}

/** Lets a route take NDJSON beside JSON: its body is then the stream of bytes as it comes in, without a limit on its size. */
export function AcceptsNdjsonBody(): MethodDecorator {
  return applyDecorators(RouteConfig({ ndjson: true } satisfies AcceptsNdjson), ApiConsumes('application/json', NDJSON_TYPE));
}

/** Gives NDJSON bodies to the routes that take them; for others it is no content type. */
export function acceptNdjson(app: NestFastifyApplication): void {
  const fastify = app.getHttpAdapter().getInstance();
  fastify.addContentTypeParser(NDJSON_TYPE, (request, payload, done) => {
    const isAccepted = (request.routeOptions.config as AcceptsNdjson).ndjson === true;
    if (isAccepted) done(null, payload);
    else done(new HttpException('Unsupported Media Type', 415));
  });
}
