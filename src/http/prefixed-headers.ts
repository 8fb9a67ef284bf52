import type { FastifyInstance } from 'fastify';
import { prefixOf } from './proxies.ts';

/** Puts the prefix of the request before the paths in `Location` and `Link`, so that clients come back the way they came. */
export function prefixHeaders(fastify: FastifyInstance): void {
  fastify.addHook('onSend', (request, reply, payload, done) => {
    const prefix = prefixOf(request.raw);
    const location = reply.getHeader('location');
    const link = reply.getHeader('link');
    if (prefix !== '' && typeof location === 'string' && isPath(location)) reply.header('location', prefix + location);
    if (prefix !== '' && typeof link === 'string') reply.header('link', link.replaceAll(/<(?=\/(?!\/))/g, `<${prefix}`));
    done(null, payload);
  });
}

/** Whether it is a path of this server: `//` begins an address of another one. */
function isPath(location: string): boolean {
  return /^\/(?!\/)/.test(location);
}
