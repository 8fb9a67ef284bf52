import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ADD_FIVE, RunningServer } from './running-server.ts';

type ModelBody = Readonly<Record<string, unknown>> & { readonly model: string };

describe('the list of models', () => {
  let server: RunningServer;

  beforeAll(async () => {
    server = await RunningServer.start();
  });
  afterAll(() => server.close());

  async function models(): Promise<ModelBody[]> {
    return (await server.get<ModelBody[]>('/api/models')).body;
  }

  it('has those that need no network, before any job was started', async () => {
    const listed = await models();
    expect(listed.map(({ model }) => model)).toEqual([
      'local:arithmetic',
      'local:echo',
      'local:lexicon',
      'local:overlap',
      'local:proposer',
    ]);
    expect(listed[1]).toEqual({
      model: 'local:echo',
      used: 0,
      last_used: null,
      provider: 'local',
      has_key: null,
      price_known: true,
      problem: null,
    });
  });

  it('counts the jobs that used a model, the one that was used last first', async () => {
    await server.settledJob(await server.startJob('evaluate', ADD_FIVE));
    await server.settledJob(await server.startJob('evaluate', ADD_FIVE));
    const last = await server.settledJob(await server.startJob('evaluate', { ...ADD_FIVE, model: 'local:lexicon' }));
    const [first, second, third] = await models();
    expect(first).toMatchObject({ model: 'local:lexicon', used: 1, last_used: last.manifest.started_at });
    expect(second).toMatchObject({ model: 'local:echo', used: 2 });
    expect(third).toMatchObject({ model: 'local:arithmetic', used: 0 });
  });
});

describe('who the caller is', () => {
  it('is the local administrator where nobody is asked for a key', async () => {
    const server = await RunningServer.start();
    try {
      const { body } = await server.get('/api/me');
      expect(body).toEqual({ name: 'local', scope: 'admin', kind: 'local', auth: false, can_sign_out: false });
    } finally {
      await server.close();
    }
  });

  it('is the holder of the key that the request shows', async () => {
    const apiKeys = [{ name: 'ci', scope: 'read' as const, sha256: SHA256_OF_SECRET, isShort: false }];
    const server = await RunningServer.start({ apiKeys });
    try {
      const { body } = await server.get('/api/me', { authorization: 'Bearer a-secret-of-the-test' });
      expect(body).toEqual({ name: 'ci', scope: 'read', kind: 'key', auth: true, can_sign_out: false });
      expect((await fetch(`${server.url}/api/me`)).status).toBe(401);
    } finally {
      await server.close();
    }
  });
});

/** Of `a-secret-of-the-test`. */
const SHA256_OF_SECRET = 'dfdcb9b9535342c45a8eb1e9689dc9534ff3272dd8818183b9ac61a7b2e4de1d';
