import { Catch, Logger, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import { AssayError } from '../domain/errors.ts';
import { InvalidRequestError } from '../http/invalid-request.error.ts';
import { ClientMessageError, type ClientMessage } from './client-message.ts';
import type { PeerSocket } from './peer-socket.ts';
import { errorMessage, OUR_FAULT } from './wire-message.ts';

/** Answers everything that is thrown with an `error` message. The cause of what nobody foresaw is only in the log. */
@Catch()
export class WsErrorFilter implements ExceptionFilter {
  readonly #logger = new Logger(WsErrorFilter.name);

  catch(exception: unknown, host: ArgumentsHost): void {
    const ws = host.switchToWs();
    const { run_id: runId } = ws.getData<ClientMessage>();
    const text = errorMessage(this.#messageOf(exception), typeof runId === 'string' ? runId : undefined);
    ws.getClient<PeerSocket>().send(text);
  }

  #messageOf(exception: unknown): string {
    if (exception instanceof AssayError || exception instanceof ClientMessageError) return exception.message;
    if (exception instanceof InvalidRequestError)
      return exception.faults.map(({ path, message }) => `${path} ${message}`).join('; ');

    this.#logger.error(exception);
    return OUR_FAULT;
  }
}
