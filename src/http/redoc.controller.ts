import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { Controller, Get, Header } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { DOCUMENTATION_POLICY } from './security-headers.ts';

/** The one thing that ReDoc's bundle loads from elsewhere: the logo beside its own name. */
const REMOTE_LOGO = 'https://cdn.redoc.ly/redoc/logo-mini.svg';
const EMPTY_IMAGE = 'data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7';

const PAGE = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Assay · ReDoc</title>
    <link rel="icon" href="docs/favicon-32x32.png">
    <style>body { margin: 0; }</style>
  </head>
  <body>
    <redoc spec-url="openapi.json"></redoc>
    <script src="redoc/redoc.standalone.js"></script>
  </body>
</html>
`;

let script: Promise<string> | undefined;

/** ReDoc, served from our own disk. */
@ApiExcludeController()
@Controller('redoc')
export class RedocController {
  @Get()
  @Header('content-type', 'text/html; charset=utf-8')
  @Header('cache-control', 'no-cache')
  @Header('content-security-policy', DOCUMENTATION_POLICY)
  page(): string {
    return PAGE;
  }

  @Get('redoc.standalone.js')
  @Header('content-type', 'text/javascript; charset=utf-8')
  @Header('cache-control', 'public, max-age=3600')
  script(): Promise<string> {
    return redocScript();
  }
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
