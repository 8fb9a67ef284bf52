import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import type { Config } from '../config/config.ts';
import { Access } from './access.ts';
import { type Fault, sendProblem } from './problem.ts';
import { REQUEST_ID_HEADER, requestId } from './request-id.ts';

const DRAINING: Fault = {
  status: 503,
  code: 'draining',
  detail: 'The server is shutting down; try again soon.',
  headers: { 'retry-after': '5', connection: 'close' },
};

/** Fastify as Assay wants it: foreign pages refused, request ids, bounded bodies, problems even for what never reaches a route. */
export class AssayFastifyAdapter extends FastifyAdapter {
  #isDraining = false;

  constructor(config: Config) {
    const access = new Access(config);
    super({
      bodyLimit: config.bodyLimitBytes,
      genReqId: requestId,
      requestIdHeader: false,
      requestTimeout: 300_000,
      routerOptions: { maxParamLength: 1024 },
      // A missing Host is refused as a problem, like any other request that is not for us.
      http: { requireHostHeader: false },
      frameworkErrors: (error: FastifyError, request: FastifyRequest, reply: FastifyReply) => {
        reply.header(REQUEST_ID_HEADER, request.id);
        sendProblem(request, reply, access.fault(request.raw) ?? { status: error.statusCode ?? 400, detail: error.message });
      },
    });
    this.setOnRequestHook((request: FastifyRequest, reply: FastifyReply, done: () => void) => {
      reply.header(REQUEST_ID_HEADER, request.id);
      const fault = access.fault(request.raw) ?? (this.#isDraining ? DRAINING : undefined);
      if (fault === undefined) done();
      else sendProblem(request, reply, fault);
    });
  }

  /** From here on new requests are refused while running work is brought to its end. */
  override beforeClose(): void {
    super.beforeClose();
    this.#isDraining = true;
  }
}
