import type { FastifyReply, FastifyRequest } from 'fastify';
import { PROBLEM_TYPE, problem, type Fault } from './problem.ts';

/** Answers with a problem; the cause goes to the line that the log has of this request. */
export function sendProblem(request: FastifyRequest, reply: FastifyReply, fault: Fault): void {
  if (fault.cause !== undefined) reply.raw.err = fault.cause;

  if (reply.sent || reply.raw.headersSent) {
    // Too late for an answer: a cut connection is the only way to say that it is not whole.
    reply.raw.destroy();
    return;
  }
  for (const header of ['content-length', 'content-encoding', 'etag', 'last-modified']) reply.removeHeader(header);

  reply
    .code(fault.status)
    .headers(fault.headers ?? {})
    .header('cache-control', 'no-store')
    .type(PROBLEM_TYPE)
    .send(JSON.stringify(problem(fault, request)));
}
