import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

/** The one thing that ReDoc's bundle loads from elsewhere: the logo beside its own name. */
const REMOTE_LOGO = 'https://cdn.redoc.ly/redoc/logo-mini.svg';
const EMPTY_IMAGE = 'data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7';

let script: Promise<string> | undefined;

/** ReDoc's bundle, made to ask the network for nothing; read once. */
export function redocScript(): Promise<string> {
  script ??= readBundle();
  return script;
}

async function readBundle(): Promise<string> {
  const path = fileURLToPath(import.meta.resolve('redoc/bundles/redoc.standalone.js'));
  return (await readFile(path, 'utf8')).replaceAll(REMOTE_LOGO, EMPTY_IMAGE);
}
