import type { FastifyReply } from 'fastify';

/**
 * Answers a request with work that stops when the client leaves: the signal that `answer` gets aborts then, and what it throws
 * after that is ignored.
 */
export async function whileConnected(reply: FastifyReply, answer: (signal: AbortSignal) => Promise<void>): Promise<void> {
  const gone = new AbortController();
  const leave = (): void => gone.abort();
  reply.raw.once('close', leave);
  try {
    await answer(gone.signal);
  } catch (error) {
    if (!gone.signal.aborted) throw error;
    reply.hijack();
  } finally {
    reply.raw.off('close', leave);
  }
}
