import type { IncomingMessage, ServerResponse } from 'node:http';
import { Injectable, RequestMethod } from '@nestjs/common';
import { Logger, type Params } from 'nestjs-pino';
import type { DestinationStream, LevelWithSilent } from 'pino';
import type { Options } from 'pino-http';
import type { Config } from '../config/config.ts';
import { faultNote, isRefused } from './fault-note.ts';
import { Proxies } from './proxies.ts';

/** The framework's own loggers. */
const FRAMEWORK = new Set([
  'InstanceLoader',
  'NestApplication',
  'NestFactory',
  'RouterExplorer',
  'RoutesResolver',
  'WebSocketsController',
]);

/** Nest's logger, with the framework's own messages at `debug`; so is a failed start, which is thrown to its caller. */
@Injectable()
export class ServerLogger extends Logger {
  override log(message: unknown, ...rest: unknown[]): void {
    if (isOfFramework(rest)) this.debug(message, ...rest);
    else super.log(message, ...rest);
  }

  override error(message: unknown, ...rest: unknown[]): void {
    if (rest.at(-1) === 'NestApplication') this.debug(message, ...rest);
    else super.error(message, ...rest);
  }
}

function isOfFramework(rest: readonly unknown[]): boolean {
  const context = rest.at(-1);
  return typeof context === 'string' && FRAMEWORK.has(context);
}

/**
 * How the server logs: one line when a request has been answered, with its client's address, one more when an event stream opens, and the request's id on
 * every line that belongs to it. Health checks, whatever they say, are logged at `debug`.
 */
export async function logOptions(config: Config, destination?: DestinationStream): Promise<Params> {
  const proxies = new Proxies(config);
  const options: Options = {
    level: config.logLevel,
    customAttributeKeys: { reqId: 'request_id', responseTime: 'duration_ms' },
    quietReqLogger: true,
    wrapSerializers: false,
    serializers: {
      req: (request: IncomingMessage) => ({
        method: request.method,
        url: urlOf(request),
        address: proxies.clientAddress(request),
      }),
      res: ({ statusCode }: ServerResponse) => ({ statusCode }),
    },
    customLogLevel: levelOf,
    customReceivedMessage: (request) => `${request.method} ${urlOf(request)} opened`,
    customSuccessMessage: outcome,
    customErrorMessage: outcome,
    customSuccessObject: (_request, response: ServerResponse, line: object) => ({ ...line, ...faultNote(response) }),
    customErrorObject: (_request, response: ServerResponse, _error, line: object) => ({
      ...line,
      ...faultNote(response),
      err: response.err,
    }),
  };
  // The default path of nestjs-pino matches nothing but `/` here.
  const forRoutes = [{ path: '{*path}', method: RequestMethod.ALL }];
  return { forRoutes, pinoHttp: [options, destination ?? (await standardOutput())] };
}

/** Readable lines on a terminal, JSON elsewhere. */
async function standardOutput(): Promise<DestinationStream> {
  if (process.stdout.isTTY) {
    const { default: pretty } = await import('pino-pretty');
    return pretty({
      ignore: 'pid,hostname,req,res,duration_ms,context',
      translateTime: 'SYS:HH:MM:ss.l',
      singleLine: true,
      messageFormat: (line, key) => (typeof line[key] === 'string' ? markedLines(line[key]) : ''),
    });
  }
  const { default: pino } = await import('pino');
  return pino.destination({ dest: 1, sync: true });
}

/** What a project prints, and names in messages, may break lines: none of them may look like a line of the log. */
export function markedLines(message: string): string {
  return message.replaceAll(/\r\n|[\n\v\f\r\u0085\u2028\u2029]/g, '\n             | ');
}

/** Called when a request arrives and again when it is over. */
function levelOf(request: IncomingMessage, response: ServerResponse, error?: Error): LevelWithSilent {
  const path = urlOf(request).split('?', 1)[0] ?? '/';
  if (!response.headersSent && !response.destroyed) return path.endsWith('/events') ? 'info' : 'silent';

  if (['/api/health', '/api/ready'].includes(path)) return 'debug';

  if ((error ?? response.err) !== undefined) return 'error';
  return response.statusCode >= 500 && !isRefused(response) ? 'error' : 'info';
}

function outcome(request: IncomingMessage, response: ServerResponse): string {
  const end = response.writableFinished ? String(response.statusCode) : 'left by the client';
  const { reason } = faultNote(response);
  return `${request.method} ${urlOf(request)} ${end}${reason === undefined ? '' : `: ${reason}`}`;
}

/** The full URL: while middleware runs, `url` lacks the path that the middleware is mounted at. Tickets and keys are left out. */
function urlOf(request: IncomingMessage & { readonly originalUrl?: string }): string {
  return withoutSecrets(request.originalUrl ?? request.url ?? '/');
}

const TICKET = /([?&](?:ticket|code|state)=)[^&#]*/gi;
const KEY = /assay_[\w-]{16,}/g;

/** A URL without what opens doors: a ticket, a code of OpenID Connect, or a key that somebody put there by mistake. */
export function withoutSecrets(url: string): string {
  return url.replaceAll(TICKET, '$1…').replaceAll(KEY, 'assay_…');
}
