import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Fault, sendProblem } from './problem.ts';

/** What those ask who keep a process alive, not those who use Assay. */
const OPEN_PATHS = ['/api/health', '/api/ready', '/metrics'];

/** 421, Misdirected Request: the server is not able to answer for this resource, and another one is. */
const NOT_HERE: Fault = {
  status: 421,
  code: 'worker',
  detail: 'This process is a worker: it runs jobs and answers no clients.',
  hint: 'Ask a server whose role is api or all, or the proxy in front of them; here are /api/health, /api/ready and /metrics.',
};

/** Has a worker answer nothing but whether it is well, and what it does. */
export function refuseClients(app: NestFastifyApplication): void {
  app
    .getHttpAdapter()
    .getInstance()
    .addHook('onRequest', (request: FastifyRequest, reply: FastifyReply, done: () => void) => {
      if (OPEN_PATHS.includes(request.routeOptions.url ?? '')) done();
      else sendProblem(request, reply, NOT_HERE);
    });
}
