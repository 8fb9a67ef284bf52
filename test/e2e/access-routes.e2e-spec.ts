import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { includesScope, type Scope, SCOPES } from '../../src/config/scope.ts';
import { addKey } from '../../src/http/access/key-list.ts';
import type { RouteAccess } from '../../src/http/access/needs-scope.ts';
import { RouteTable } from '../../src/http/route-table.ts';
import { GuardedServer } from './guarded-server.ts';
import { ROUTE_ACCESS } from './route-access.ts';

let server: GuardedServer;
const others = new Map<string, string>();

beforeAll(async () => {
  server = await GuardedServer.start();
  const list = server.keyList;
  others.set(
    'expired',
    await addKey(list, { name: 'expired', scope: 'admin', expiresAt: '2020-01-01T00:00:00.000Z' }, new Date()),
  );
  others.set('revoked', await addKey(list, { name: 'revoked', scope: 'admin', expiresAt: null }, new Date()));
  await server.revoke('revoked');
});

afterAll(() => server.close());

/** Every route with the paths of its parameters filled by names that nothing has. */
const CASES = Object.entries(ROUTE_ACCESS).map(([route, access]) => {
  const [method = '', pattern = ''] = route.split(' ');
  return { method, path: pattern.replaceAll(/:\w+|\*/g, '0'), access };
});

async function ask(method: string, path: string, holder: string): Promise<number> {
  const secret = others.get(holder) ?? server.keys.get(holder) ?? holder;
  const headers = holder === 'no key' ? {} : { authorization: `Bearer ${secret}` };
  // A body that is refused once it is read, so that no job starts.
  return (await server.ask(method, path, headers, ['POST', 'PUT'].includes(method) ? '[' : undefined)).status;
}

describe('the routes of the server', () => {
  it('are those of the table, each with the scope that the table says', () => {
    const routes = server.app
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
        const status = await ask(method, path, holder);
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
