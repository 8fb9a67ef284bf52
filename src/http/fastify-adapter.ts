import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import type { Config } from '../config/config.ts';
import { REQUEST_ID_HEADER, requestId } from './request-id.ts';
import { sendProblem } from './send-problem.ts';

/** Fastify as Assay wants it: request ids, bounded bodies, problems even for what never reaches a route. */
export class AssayFastifyAdapter extends FastifyAdapter {
  #isDraining = false;

  constructor(config: Config) {
    super({
      bodyLimit: config.bodyLimitBytes,
      genReqId: requestId,
      requestIdHeader: false,
      requestTimeout: 300_000,
      routerOptions: { maxParamLength: 1024 },
      frameworkErrors: (error: FastifyError, request: FastifyRequest, reply: FastifyReply) => {
        reply.header(REQUEST_ID_HEADER, request.id);
        sendProblem(request, reply, { status: error.statusCode ?? 400, detail: error.message });
      },
    });
    this.setOnRequestHook((request: FastifyRequest, reply: FastifyReply, done: () => void) => {
      reply.header(REQUEST_ID_HEADER, request.id);
      if (this.#isDraining) this.#refuse(request, reply);
      else done();
    });
  }

  /** From here on, while what runs is brought to its end, nothing new is taken. */
  override beforeClose(): void {
    super.beforeClose();
    this.#isDraining = true;
  }

  #refuse(request: FastifyRequest, reply: FastifyReply): void {
    const headers = { 'retry-after': '5', connection: 'close' };
    sendProblem(request, reply, {
      status: 503,
      code: 'draining',
      detail: 'The server is shutting down; try again soon.',
      headers,
    });
  }
}
