import { applyDecorators, HttpException } from '@nestjs/common';
import { type NestFastifyApplication, RouteConfig } from '@nestjs/platform-fastify';
import { ApiConsumes } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { parseJson } from '../evaluation/canonical-json.ts';
import type { Limits } from '../config/limits.ts';
import { NotUtf8Error, utf8Text } from '../files/utf8-text.ts';
import { InvalidRequestError } from './invalid-request.error.ts';

export const NDJSON_TYPE = 'application/x-ndjson';
const FILE_TYPE = 'application/octet-stream';

interface AcceptsNdjson {
  readonly ndjson?: boolean;
  readonly file?: boolean;
}

/**
 * Lets a route take NDJSON as well as JSON: the body is then the stream of bytes as it arrives, which the
 * handler has to bound (`atMostBytes`). In JSON, numbers
 * that a JavaScript number can't give back are `JsonNumber`s.
 */
export function AcceptsNdjsonBody(): MethodDecorator {
  return applyDecorators(RouteConfig({ ndjson: true } satisfies AcceptsNdjson), ApiConsumes('application/json', NDJSON_TYPE));
}

/** Lets a route take a file as it is, whatever its content type says: the body is the stream of its bytes, which the handler has to bound. */
export function AcceptsFileBody(): MethodDecorator {
  return applyDecorators(RouteConfig({ file: true } satisfies AcceptsNdjson), ApiConsumes(FILE_TYPE));
}

/** Reads JSON bodies, and NDJSON for the routes that accept it; any other content type is a 415. */
export function acceptBodies(app: NestFastifyApplication, { maxJsonDepth }: Limits): void {
  const fastify = app.getHttpAdapter().getInstance();
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body, done) => {
    try {
      done(null, parseJsonBody(body as Buffer, maxJsonDepth, isDataRoute(request) ? parseJson : JSON.parse));
    } catch (error) {
      done(error as Error);
    }
  });
  fastify.addContentTypeParser(NDJSON_TYPE, (request, payload, done) => {
    if (isDataRoute(request)) done(null, payload);
    else done(new HttpException('Unsupported Media Type', 415));
  });
  fastify.addContentTypeParser(FILE_TYPE, (request, payload, done) => {
    if (isFileRoute(request)) done(null, payload);
    else done(new HttpException('Unsupported Media Type', 415));
  });
  // What a client calls the file says nothing.
  fastify.addHook('onRequest', (request, _reply, done) => {
    if (isFileRoute(request)) request.raw.headers['content-type'] = FILE_TYPE;
    done();
  });
}

/** The body is larger than it may be. */
export class BodyTooLargeError extends HttpException {
  constructor(limitBytes: number, setting: string) {
    super(`The body is larger than ${limitBytes} bytes; send less, or start the server with a larger ${setting}.`, 413);
  }
}

/** The same bytes. Throws a `BodyTooLargeError` once there are more than the limit. */
export async function* atMostBytes(
  chunks: AsyncIterable<Uint8Array>,
  limitBytes: number,
  setting: string,
): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  for await (const chunk of chunks) {
    bytes += chunk.length;
    if (bytes > limitBytes) throw new BodyTooLargeError(limitBytes, setting);
    yield chunk;
  }
}

/** Whether the body is data of the user's, in which numbers keep their digits, and may come as NDJSON. */
function isDataRoute(request: FastifyRequest): boolean {
  return (request.routeOptions.config as AcceptsNdjson).ndjson === true;
}

function isFileRoute(request: FastifyRequest): boolean {
  return (request.routeOptions.config as AcceptsNdjson | undefined)?.file === true;
}

/**
 * The JSON value of a body; `undefined` for an empty one.
 * Throws `InvalidRequestError` if it is not UTF-8, not JSON, or nested too deep.
 */
function parseJsonBody(bytes: Uint8Array, maxDepth: number, read: (text: string) => unknown): unknown {
  if (bytes.length === 0) return undefined;

  const value = parse(decode(bytes), read);
  if (isDeeperThan(value, maxDepth))
    throw invalid(`The body is nested more than ${maxDepth} levels deep (ASSAY_MAX_JSON_DEPTH).`, 'is nested too deep');

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

function parse(text: string, read: (text: string) => unknown): unknown {
  try {
    return read(text);
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
