import { applyDecorators, HttpException } from '@nestjs/common';
import { type NestFastifyApplication, RouteConfig } from '@nestjs/platform-fastify';
import { ApiConsumes } from '@nestjs/swagger';
import { NotUtf8Error, utf8Text } from '../files/utf8-text.ts';
import { InvalidRequestError } from './invalid-request.error.ts';

export const NDJSON_TYPE = 'application/x-ndjson';

/** Deeper than any body of ours, and far from where recursion over it would overflow the stack. */
const MAX_DEPTH = 64;

interface AcceptsNdjson {
  readonly ndjson?: boolean;
}

/** Lets a route take NDJSON as well as JSON: the body is then the stream of bytes as it arrives, without a limit on its size. */
export function AcceptsNdjsonBody(): MethodDecorator {
  return applyDecorators(RouteConfig({ ndjson: true } satisfies AcceptsNdjson), ApiConsumes('application/json', NDJSON_TYPE));
}

/** Reads JSON bodies, and NDJSON for the routes that accept it; any other content type is a 415. */
export function acceptBodies(app: NestFastifyApplication): void {
  const fastify = app.getHttpAdapter().getInstance();
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body, done) => {
    try {
      done(null, parseJsonBody(body as Buffer));
    } catch (error) {
      done(error as Error);
    }
  });
  fastify.addContentTypeParser(NDJSON_TYPE, (request, payload, done) => {
    const isAccepted = (request.routeOptions.config as AcceptsNdjson).ndjson === true;
    if (isAccepted) done(null, payload);
    else done(new HttpException('Unsupported Media Type', 415));
  });
}

/**
 * The JSON value of a body; `undefined` for an empty one.
 * Throws `InvalidRequestError` if it is not UTF-8, not JSON, or nested too deep.
 */
function parseJsonBody(bytes: Uint8Array): unknown {
  if (bytes.length === 0) return undefined;

  const value = parse(decode(bytes));
  if (isDeeperThan(value, MAX_DEPTH))
    throw invalid(`The body is nested more than ${MAX_DEPTH} levels deep.`, 'is nested too deep');

  return value;
}

function decode(bytes: Uint8Array): string {
  try {
    return utf8Text(bytes, 'the body');
  } catch (error) {
    const line = error instanceof NotUtf8Error ? error.line : 1;
    throw invalid(`The body is not valid UTF-8: look at line ${line}.`, `is not valid UTF-8 in line ${line}`);
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw invalid(`The body is not valid JSON: ${reason}.`, reason);
  }
}

function invalid(detail: string, message: string): InvalidRequestError {
  return new InvalidRequestError(detail, [{ path: '', message }]);
}

function isDeeperThan(value: unknown, limit: number): boolean {
  let level: unknown[] = [value];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > limit) return true;

    level = level.flatMap((item): unknown[] => (typeof item === 'object' && item !== null ? Object.values(item) : []));
  }
  return false;
}
