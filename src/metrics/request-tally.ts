import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { BucketTally } from './tally.ts';

/** Seconds. */
const BOUNDS = [0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10];

const METHODS: readonly string[] = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];

/** How long requests took, by the pattern of their route: what clients make up, such as ids and paths, is in no label. */
export class RequestTally {
  readonly durationSeconds = new BucketTally(BOUNDS);

  /** Counts each request once it has been answered. Event streams, which last as long as their jobs, are not requests in this sense. */
  watch(fastify: Pick<FastifyInstance, 'addHook'>): void {
    fastify.addHook('onResponse', (request, reply, done) => {
      this.#add(request, reply);
      done();
    });
  }

  #add(request: FastifyRequest, reply: FastifyReply): void {
    if (String(reply.getHeader('content-type')).startsWith('text/event-stream')) return;
    const method = METHODS.includes(request.method) ? request.method : 'other';
    const route = request.is404 ? 'none' : (request.routeOptions.url ?? 'none');
    this.durationSeconds.of({ method, route, status: String(reply.statusCode) }).observe(reply.elapsedTime / 1_000);
  }
}
