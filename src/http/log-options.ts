import type { IncomingMessage, ServerResponse } from 'node:http';
import { RequestMethod } from '@nestjs/common';
import type { Params } from 'nestjs-pino';
import type { DestinationStream, LevelWithSilent } from 'pino';
import type { Options } from 'pino-http';
import type { Config } from '../config/config.ts';

/**
 * How the server logs: one line when a request is answered, one more when an event stream opens, and the request's id on
 * every line that is written for its sake. Health checks are for `debug`.
 */
export async function logOptions(config: Config, destination?: DestinationStream): Promise<Params> {
  const options: Options = {
    level: config.logLevel,
    customAttributeKeys: { reqId: 'request_id', responseTime: 'duration_ms' },
    quietReqLogger: true,
    wrapSerializers: false,
    serializers: {
      req: (request: IncomingMessage) => ({ method: request.method, url: urlOf(request) }),
      res: ({ statusCode }: ServerResponse) => ({ statusCode }),
    },
    customLogLevel: levelOf,
    customReceivedMessage: (request) => `${request.method} ${urlOf(request)} opened`,
    customSuccessMessage: outcome,
    customErrorMessage: outcome,
    customErrorObject: (_request, response: ServerResponse, _error, line: object) => ({ ...line, err: response.err }),
  };
  // The default path of nestjs-pino matches nothing but `/` here.
  const forRoutes = [{ path: '{*path}', method: RequestMethod.ALL }];
  return { forRoutes, pinoHttp: [options, destination ?? (await standardOutput())] };
}

/** For people on a terminal, for machines elsewhere. */
async function standardOutput(): Promise<DestinationStream> {
  if (process.stdout.isTTY) {
    const { default: pretty } = await import('pino-pretty');
    return pretty({ ignore: 'pid,hostname,req,res,duration_ms,context', translateTime: 'SYS:HH:MM:ss.l', singleLine: true });
  }
  const { default: pino } = await import('pino');
  return pino.destination({ dest: 1, sync: true });
}

/** Asked when a request has come, and again when it is over. */
function levelOf(request: IncomingMessage, response: ServerResponse, error?: Error): LevelWithSilent {
  const path = urlOf(request).split('?', 1)[0] ?? '/';
  if (!response.headersSent && !response.destroyed) return path.endsWith('/events') ? 'info' : 'silent';

  if ((error ?? response.err) !== undefined || response.statusCode >= 500) return 'error';

  return path === '/api/health' ? 'debug' : 'info';
}

function outcome(request: IncomingMessage, response: ServerResponse): string {
  const end = response.writableFinished ? String(response.statusCode) : 'left by the client';
  return `${request.method} ${urlOf(request)} ${end}`;
}

/** The whole of it: while middleware runs, `url` is without the path that the middleware is for. */
function urlOf(request: IncomingMessage & { readonly originalUrl?: string }): string {
  return request.originalUrl ?? request.url ?? '/';
}
