import type { FastifyReply } from 'fastify';

/**
 * Answers a request with work that ends when the client leaves: `answer` gets a signal that aborts then. What it throws after that
 * is nobody's business any more.
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
