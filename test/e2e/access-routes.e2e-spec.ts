import { join } from 'node:path';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createApp } from '../../src/app.ts';
import { includesScope, type Scope, SCOPES } from '../../src/config/scope.ts';
import { addKey, revokeKey } from '../../src/http/access/key-file.ts';
import type { RouteAccess } from '../../src/http/access/needs-scope.ts';
import { RouteTable } from '../../src/http/route-table.ts';
import { temporaryRoot, type TemporaryRoot } from '../fixtures/temporary-root.ts';
import { ROUTE_ACCESS } from './route-access.ts';

const NOW = new Date();

let root: TemporaryRoot;
let app: NestFastifyApplication;
let url: string;
const secrets = new Map<string, string>();

beforeAll(async () => {
  root = await temporaryRoot('arithmetic');
  const storageDir = join(root.path, '.storage');
  const path = join(storageDir, 'keys.json');
  for (const scope of SCOPES) secrets.set(scope, await addKey(path, { name: scope, scope, expiresAt: null }, NOW));
  secrets.set('expired', await addKey(path, { name: 'expired', scope: 'admin', expiresAt: '2020-01-01T00:00:00.000Z' }, NOW));
  secrets.set('revoked', await addKey(path, { name: 'revoked', scope: 'admin', expiresAt: null }, NOW));
  await revokeKey(path, 'revoked');
  app = await createApp({
    logLevel: 'silent',
    projectsRoot: root.path,
    storageDir,
    benchmarksDir: join(root.path, '.benchmarks'),
    maxWrongKeysPerMinute: 0,
  });
  await app.listen(0, '127.0.0.1');
  url = await app.getUrl();
});

afterAll(async () => {
  await app.close();
  await root.remove();
});

/** Every route with the paths of its parameters filled by names that nothing has. */
const CASES = Object.entries(ROUTE_ACCESS).map(([route, access]) => {
  const [method = '', pattern = ''] = route.split(' ');
  return { method, path: pattern.replaceAll(/:\w+|\*/g, '0'), access };
});

async function ask(
  method: string,
  path: string,
  holder: string | undefined,
): Promise<{ status: number; body: string; headers: Headers }> {
  const secret = holder === undefined ? undefined : (secrets.get(holder) ?? holder);
  const response = await fetch(`${url}${path}`, {
    method,
    redirect: 'manual',
    headers: secret === undefined ? {} : { authorization: `Bearer ${secret}` },
    // A body that is refused once it is read, so that no job starts.
    ...(['POST', 'PUT'].includes(method) ? { body: '[' } : {}),
  });
  return { status: response.status, body: await response.text(), headers: response.headers };
}

describe('the routes of the server', () => {
  it('are those of the table, each with the scope that the table says', () => {
    const routes = app
      .get(RouteTable)
      .entries.flatMap(({ method, url: pattern, access }) => [method].flat().map((name) => [`${name} ${pattern}`, access]))
      .filter(([route = '']) => !route.startsWith('HEAD '));

    expect(Object.fromEntries(routes)).toEqual(ROUTE_ACCESS);
  });

  it.each(['no key', 'wrong', 'expired', 'revoked', ...SCOPES])(
    'answer a caller with the key "%s" as far as the table says',
    async (holder) => {
      const wrong: string[] = [];
      for (const { method, path, access } of CASES) {
        const { status } = await ask(method, path, holder === 'no key' ? undefined : holder);
        const expected = expectedStatus(access, holder);
        const isAsExpected = expected === undefined ? status !== 401 && status !== 403 : status === expected;
        if (!isAsExpected) wrong.push(`${method} ${path}: ${status}`);
      }
      expect(wrong).toEqual([]);
    },
  );
});

/** The status of a refusal; `undefined` where the request may pass. */
function expectedStatus(access: RouteAccess, holder: string): 401 | 403 | undefined {
  if (access === 'public') return undefined;
  if (!(SCOPES as readonly string[]).includes(holder)) return 401;
  return includesScope(holder as Scope, access) ? undefined : 403;
}
