import { realpathSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { prefersHtml } from './prefers-html.ts';
import { staticCacheControl } from './static-cache-control.ts';
import { staticFile } from './static-file.ts';
import { staticSecurityPolicy } from './static-security-policy.ts';

const INDEX = 'index.html';
/** Where an unknown path is a mistake and never a page of the app. */
const RESERVED = /^\/(api|docs|redoc|ws|openapi\.json|asyncapi\.json)(\/|$)/;

/**
 * Serves the single-page app in `directory` where the server has no route of its own: its files, and its `index.html` to a
 * browser that asks for `/` or for any other page. Whoever does not ask for HTML gets what he gets without it.
 */
export function serveStaticSite(app: NestFastifyApplication, directory: string): void {
  const root = realpathSync(directory);
  const fastify = app.getHttpAdapter().getInstance();
  void fastify.register(fastifyStatic, { serve: false, root });
  fastify.addHook('onRequest', async (request: FastifyRequest, reply: FastifyReply) => {
    const name = await siteFile(root, request);
    if (name === undefined) return undefined;
    if (name === INDEX) return sendIndex(root, reply);
    return reply.header('cache-control', staticCacheControl(name)).sendFile(name, root, { cacheControl: false, index: false });
  });
}

/** The file that answers a request; `undefined` where it is not the app's to answer. */
async function siteFile(root: string, request: FastifyRequest): Promise<string | undefined> {
  const pathname = request.url.split('?', 1)[0] ?? '/';
  const isOurs = (request.is404 && !RESERVED.test(pathname)) || pathname === '/';
  if (!isOurs || !['GET', 'HEAD'].includes(request.method)) return undefined;
  const name = await staticFile(root, pathname);
  if (name !== undefined) return name;
  return prefersHtml(request.headers.accept) ? staticFile(root, `/${INDEX}`) : undefined;
}

async function sendIndex(root: string, reply: FastifyReply): Promise<FastifyReply> {
  const html = await readFile(join(root, INDEX), 'utf8');
  return reply
    .headers({
      'cache-control': 'no-cache',
      'content-security-policy': staticSecurityPolicy(html),
      'content-type': 'text/html; charset=utf-8',
      vary: 'accept',
    })
    .send(html);
}
