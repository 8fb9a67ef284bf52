import type { IncomingMessage } from 'node:http';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Fault, sendProblem } from './problem.ts';

/** How patient the server is with its clients. */
export interface Patience {
  /** For the headers of a request. */
  readonly headersMs: number;
  /** For a body of which nothing comes. */
  readonly bodyMs: number;
  /** For a client that takes nothing of what was sent to it. */
  readonly answerMs: number;
}

export const PATIENCE: Patience = { headersMs: 20_000, bodyMs: 30_000, answerMs: 45_000 };

/** A body that comes faster than this may take as long as it needs. */
const LEAST_BYTES_PER_SECOND = 10 * 1024;

/** Looks during the patience for one thing. */
const LOOKS = 30;

const SLOW_BODY: Fault = {
  status: 408,
  detail: `The body came too slowly, at less than ${LEAST_BYTES_PER_SECOND / 1024} kB a second: send it again.`,
  headers: { connection: 'close' },
};

/** Cuts the connection of a client that takes nothing of its answer: a stream of events goes on with `Last-Event-ID`. */
export function endWhenStalled(reply: FastifyReply, { answerMs }: Patience): void {
  const { socket } = reply.raw;
  reply.raw.setTimeout(answerMs, () => {
    // Without unsent bytes, it is the server that takes its time.
    if (socket === null || socket.writableLength > 0) reply.raw.destroy();
    else socket.setTimeout(answerMs);
  });
}

/** Answers with 408 when the body of a request comes too slowly. Time in which the server does not read it does not count. */
export function refuseSlowBody(request: FastifyRequest, reply: FastifyReply, { bodyMs }: Patience): void {
  const { raw } = request;
  if (!hasBody(raw)) return;
  const lookMs = bodyMs / LOOKS;
  let leftMs = bodyMs;
  let seenBytes = raw.socket.bytesRead;
  const timer = setInterval(() => {
    if (raw.complete || raw.destroyed || reply.sent) {
      clearInterval(timer);
      return;
    }
    const bytes = raw.socket.bytesRead - seenBytes;
    seenBytes = raw.socket.bytesRead;
    if (raw.readableLength > 0) return;
    leftMs = Math.min(bodyMs, leftMs - lookMs + (bytes / LEAST_BYTES_PER_SECOND) * 1_000);
    if (leftMs > 0) return;
    clearInterval(timer);
    raw.pause();
    sendProblem(request, reply, SLOW_BODY);
  }, lookMs);
  timer.unref();
  reply.raw.once('close', () => clearInterval(timer));
}

function hasBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}
