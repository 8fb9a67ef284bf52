import { existsSync, realpathSync } from 'node:fs';
import { readFile, realpath, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { prefersHtml } from './preferred-type.ts';
import { prefixOf } from './proxies.ts';
import { hashSource } from './security-headers.ts';

const INDEX = 'index.html';

/** An unknown path here is a mistake, never a page of the app. */
const RESERVED = /^\/(api|docs|redoc|ws|openapi\.json|asyncapi\.json)(\/|$)/;

/** The hash that a bundler puts into a name, such as `index-B7k2xQ9a.js`: eight or more letters and digits. */
const HASHED = /[.-](?=\w*\d)(?=\w*[A-Za-z])\w{8,}(\.\w+)+$/;

/** What stands before the path in a `<base href>`, and the slash with which that path begins. */
const BASE = /(<base\b[^>]*?\shref\s*=\s*["']?)\/(?!\/)/i;

const HEAD = /<head(\s[^>]*)?>/i;

const INLINE_SCRIPT = /<script(?![^>]*\ssrc\s*=)[^>]*>([\s\S]*?)<\/script>/gi;

/** Of every file but the index: a worker has the policy of its own answer. */
const FILE_POLICY = staticSecurityPolicy('');

/**
 * The folder of the browser application as it was built, also for a server that runs from `src/`; `null` where it was not built.
 */
export function builtApplication(): string | null {
  const directory = join(import.meta.dirname, '..', '..', 'dist', 'web');
  return existsSync(join(directory, INDEX)) ? directory : null;
}

/**
 * Serves the single-page app in `directory` wherever the server has no route of its own: its files, and its `index.html` to a
 * browser that asks for `/` or for any other page. Clients that do not ask for HTML get the same answers as without an app.
 */
export function serveStaticSite(app: NestFastifyApplication, directory: string): void {
  const root = realpathSync(directory);
  const fastify = app.getHttpAdapter().getInstance();
  void fastify.register(fastifyStatic, { serve: false, root });
  fastify.addHook('onRequest', async (request: FastifyRequest, reply: FastifyReply) => {
    const name = await siteFile(root, request);
    if (name === undefined) return undefined;
    if (name === INDEX) return sendIndex(root, prefixOf(request.raw), reply);
    return reply
      .headers({ 'cache-control': staticCacheControl(name), 'content-security-policy': FILE_POLICY })
      .sendFile(name, root, { cacheControl: false, index: false });
  });
}

/** The file that answers a request; `undefined` if the request is not for the app. */
async function siteFile(root: string, request: FastifyRequest): Promise<string | undefined> {
  const pathname = request.url.split('?', 1)[0] ?? '/';
  const isOurs = (request.is404 && !RESERVED.test(pathname)) || pathname === '/';
  if (!isOurs || !['GET', 'HEAD'].includes(request.method)) return undefined;
  const name = await staticFile(root, pathname);
  if (name !== undefined) return name;
  return prefersHtml(request.headers.accept) ? staticFile(root, `/${INDEX}`) : undefined;
}

async function sendIndex(root: string, prefix: string, reply: FastifyReply): Promise<FastifyReply> {
  const html = basedAt(prefix, await readFile(join(root, INDEX), 'utf8'));
  return reply
    .headers({
      'cache-control': 'no-cache',
      'content-security-policy': staticSecurityPolicy(html),
      'content-type': 'text/html; charset=utf-8',
      // With none at all, browsers would send its form that signs out with "Origin: null".
      'referrer-policy': 'same-origin',
      vary: 'accept',
    })
    .send(html);
}

/**
 * The page with a `<base href>` that makes its relative links work under the prefix, whatever its address. One that the page has, such as
 * `<base href="/">`, gets the prefix; without a prefix the page stays as it is.
 */
function basedAt(prefix: string, html: string): string {
  if (prefix === '') return html;
  if (BASE.test(html)) return html.replace(BASE, `$1${prefix}/`);
  const base = `<base href="${prefix}/">`;
  return HEAD.test(html) ? html.replace(HEAD, `$&${base}`) : html.replace(/^(\s*<!doctype[^>]*>)?/i, `$&${base}`);
}

/**
 * The file that the path of a URL names, relative to `root`, which must be a real path; `undefined` if there is none that may be
 * read. Names that begin with a dot, climb out of `root`, or leave it by a symbolic link count as missing.
 */
async function staticFile(root: string, pathname: string): Promise<string | undefined> {
  const segments = pathSegments(pathname);
  if (segments === undefined) return undefined;
  const path = await realpath(join(root, ...segments)).catch(() => undefined);
  if (path === undefined || !path.startsWith(root + sep)) return undefined;
  const name = relative(root, path);
  if (name.split(sep).some(isHidden)) return undefined;
  const status = await stat(path).catch(() => undefined);
  return status?.isFile() === true ? name : undefined;
}

function pathSegments(pathname: string): string[] | undefined {
  try {
    const segments = decodeURIComponent(pathname).split('/').slice(1);
    return segments.some((segment) => isHidden(segment) || /[\0\\]/.test(segment)) ? undefined : segments;
  } catch {
    return undefined;
  }
}

function isHidden(segment: string): boolean {
  return segment.startsWith('.');
}

/**
 * How long a browser may keep a file: for ever if it is in a folder and has a hash in its name, since the next build gives it
 * another name; otherwise it is revalidated every time.
 */
function staticCacheControl(name: string): string {
  return /[/\\]/.test(name) && HASHED.test(name) ? 'public, max-age=31536000, immutable' : 'no-cache';
}

/**
 * What the app's page may do: load from the server, run the scripts that are in the page itself, and talk to the server.
 * Nothing comes from elsewhere, so text that a model wrote can't send anything out.
 */
function staticSecurityPolicy(html: string): string {
  const inline = [...html.matchAll(INLINE_SCRIPT)].map(([, script = '']) => hashSource(script));
  return [
    "default-src 'self'",
    "base-uri 'self'",
    "font-src 'self' data:",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "img-src 'self' data: blob:",
    "object-src 'none'",
    `script-src ${["'self'", "'wasm-unsafe-eval'", ...inline].join(' ')}`,
    "style-src 'self' 'unsafe-inline'",
    "worker-src 'self' blob:",
  ].join('; ');
}
