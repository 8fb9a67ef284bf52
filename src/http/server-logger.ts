import { Injectable } from '@nestjs/common';
import { Logger } from 'nestjs-pino';

const FRAMEWORK = new Set([
  'InstanceLoader',
  'NestApplication',
  'NestFactory',
  'RouterExplorer',
  'RoutesResolver',
  'WebSocketsController',
]);

/** Nest's logger, with what the framework says of itself kept for `debug`: a failed start, too, is thrown to its caller. */
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
