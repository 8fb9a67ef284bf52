import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { Controller, Get, Header, Req } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { prefixOf } from './proxies.ts';
import { DOCUMENTATION_POLICY } from './security-headers.ts';

/** The one thing that ReDoc's bundle loads from elsewhere: the logo beside its own name. */
const REMOTE_LOGO = 'https://cdn.redoc.ly/redoc/logo-mini.svg';
const EMPTY_IMAGE = 'data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7';

let script: Promise<string> | undefined;

/** ReDoc, served from our own disk. */
@ApiExcludeController()
@Controller('redoc')
export class RedocController {
  @Get()
  @Header('content-type', 'text/html; charset=utf-8')
  @Header('cache-control', 'no-cache')
  @Header('content-security-policy', DOCUMENTATION_POLICY)
  page(@Req() request: FastifyRequest): string {
    return pageUnder(prefixOf(request.raw));
  }

  @Get('redoc.standalone.js')
  @Header('content-type', 'text/javascript; charset=utf-8')
  @Header('cache-control', 'public, max-age=3600')
  script(): Promise<string> {
    return redocScript();
  }
}

function pageUnder(prefix: string): string {
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Assay · ReDoc</title>
    <link rel="icon" href="${prefix}/docs/favicon-32x32.png">
    <style>body { margin: 0; }</style>
  </head>
  <body>
    <redoc spec-url="${prefix}/openapi.json"></redoc>
    <script src="${prefix}/redoc/redoc.standalone.js"></script>
  </body>
</html>
`;
}

/** ReDoc's bundle without what it would load from the network; read once. */
function redocScript(): Promise<string> {
  script ??= readBundle();
  return script;
}

async function readBundle(): Promise<string> {
  const path = fileURLToPath(import.meta.resolve('redoc/bundles/redoc.standalone.js'));
  return (await readFile(path, 'utf8')).replaceAll(REMOTE_LOGO, EMPTY_IMAGE);
}
