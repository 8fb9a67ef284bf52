import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AssayProcess, assay, type Outcome } from './assay-process.ts';

let folder: string;
let server: AssayProcess;
let url: string;
let first: string;

function keys(...args: readonly string[]): Promise<Outcome> {
  return assay('keys', ...args, '--storage', folder);
}

function statusWith(key: string): Promise<number> {
  return fetch(`${url}/api/jobs`, { headers: { 'x-api-key': key } }).then(({ status }) => status);
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'assay-keys-'));
  const places = ['--projects-root', folder, '--storage', folder];
  // A key that the server does not know yet is asked about again and again.
  const env = { ASSAY_MAX_WRONG_KEYS_PER_MINUTE: '0' };
  server = new AssayProcess(['serve', '--host', '0.0.0.0', '--port', '0', '--log-level', 'info', ...places], env);
  url = await server.said(/http:\/\/127\.0\.0\.1:\d+/);
  first = await server.said(/assay_[\w-]{43}/);
});

afterAll(async () => {
  server.terminate();
  await server.outcome;
  await rm(folder, { recursive: true });
});

describe('a server that others reach', () => {
  it('makes a key at its first start, and asks for it on this machine, too', async () => {
    expect(await Promise.all([statusWith(''), statusWith('wrong'), statusWith(first)])).toEqual([401, 401, 200]);
    expect((await fetch(`${url}/api/health`)).status).toBe(200);
  });

  it('shows no key and no ticket in its log', async () => {
    const { ticket } = (await (
      await fetch(`${url}/api/tickets`, { method: 'POST', headers: { 'x-api-key': first } })
    ).json()) as {
      ticket: string;
    };
    await fetch(`${url}/api/jobs/none/events?ticket=${ticket}`);
    await fetch(`${url}/api/jobs?key=${first}`, { headers: { authorization: `Bearer ${first}` } });
    const log = (await server.lines(7)).join('\n');
    expect(log).toContain('ticket=…');
    expect(log).toContain('key=assay_…');
    expect(log).not.toContain(first);
    expect(log).not.toContain(ticket);
  });
});

describe('assay keys', () => {
  it('makes a key that a running server takes, and the commands show', async () => {
    const { code, stdout, stderr } = await keys('add', 'ci', '--scope', 'run', '--expires', '90d');
    expect([code, stdout]).toEqual([0, expect.stringMatching(/^assay_[\w-]{43}\n$/)]);
    expect(stderr).not.toContain(stdout.trim());
    while ((await statusWith(stdout.trim())) !== 200);

    const file = join(folder, 'ci.key');
    await writeFile(file, stdout);
    const cancel = ['cancel', '00000000-0000-4000-8000-000000000000', '--server', url];
    for (const command of [cancel, ['jobs', '--server', url]]) {
      const refused = (await assay(...command)).stderr.replaceAll(/\s+/g, ' ');
      expect(refused).toContain('asks for a key');
      expect(refused).toContain('A command takes its key from --api-key-file or ASSAY_API_KEY.');
    }
    expect((await assay(...cancel, '--api-key-file', file)).stderr).toContain('has no job');
    const inVariable = new AssayProcess(cancel, { ASSAY_API_KEY: stdout.trim() });
    expect((await inVariable.outcome).stderr).toContain('has no job');
  });

  it('lists keys in the columns that there are, with whole names for programs, without the keys', async () => {
    await keys('add', 'x'.repeat(64), '--scope', 'admin');
    expect((await keys('list', '--help')).stdout).toContain('up to a minute later');
    const { stdout } = await new AssayProcess(['keys', 'list', '--storage', folder], { COLUMNS: '80' }).outcome;
    expect(stdout).toMatch(/^name +scope +created +expires +used\nfirst +admin +\d{4}-/m);
    expect(Math.max(...stdout.split('\n').map(({ length }) => length))).toBeLessThanOrEqual(80);
    expect((await keys('list')).stdout).toContain(`\n${'x'.repeat(64)}  admin  `);
    const { keys: listed } = JSON.parse((await keys('list', '--format', 'json')).stdout) as { keys: { name: string }[] };
    expect(listed.map(({ name }) => name)).toEqual(['first', 'ci', 'x'.repeat(64)]);
    expect(JSON.stringify(listed)).not.toContain('sha256');
  });

  it('revokes a key at once', async () => {
    const { stdout } = await keys('add', 'gone', '--scope', 'read');
    while ((await statusWith(stdout.trim())) !== 200);
    const { code, stderr } = await keys('revoke', 'gone');
    expect([code, stderr]).toEqual([0, expect.stringContaining('end its streams and WebSockets within 20 seconds')]);
    const page = await readFile(new URL('../../docs/security.md', import.meta.url), 'utf8');
    expect(page).toContain('ends within 20 seconds');
    while ((await statusWith(stdout.trim())) !== 401);
  });

  it('records in the audit log who made and revoked which key, and no key', async () => {
    const { stdout } = await keys('add', 'noted', '--scope', 'read');
    await keys('revoke', 'noted');
    const text = await readFile(join(folder, 'audit.jsonl'), 'utf8');
    const lines = text.split('\n').filter((line) => line.includes('"noted"'));
    expect(lines.map((line) => JSON.parse(line) as object)).toMatchObject([
      { action: 'key.add', outcome: 'ok', subject: 'noted', principal: { kind: 'local', name: userInfo().username } },
      { action: 'key.revoke', outcome: 'ok', subject: 'noted' },
    ]);
    expect(text).not.toContain(stdout.trim());
  });

  it('says what is wrong', async () => {
    const wrong = [
      [['add', 'ci', '--scope', 'run'], 1, 'There is a key "ci" already'],
      [['revoke', 'nobody'], 1, 'There is no key "nobody"'],
      [['add', 'new', '--scope', 'write'], 2, 'read, run, admin'],
      [['add', 'new'], 2, '--scope'],
      [['add', 'two words', '--scope', 'run'], 2, '1 to 64 letters'],
      [['add', 'new', '--scope', 'run', '--expires', 'soon'], 2, 'such as 12h'],
    ] as const;
    for (const [args, code, text] of wrong) {
      const outcome = await keys(...args);
      expect([args, outcome.code, outcome.stderr]).toEqual([args, code, expect.stringContaining(text)]);
    }
  });
});
