import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parquetWriteBuffer } from 'hyparquet-writer';
import type { JobEvent } from '../../src/domain/job-event.ts';
import type { ScoringPayload } from '../../src/evaluation/event.ts';
import { bubblewrapFault } from '../../src/runner/confinement/bubblewrap.ts';
import { type ModelServer, startModelServer } from '../fixtures/model-server.ts';
import { writePryingProject } from '../fixtures/prying-project.ts';
import { temporaryRoot } from '../fixtures/temporary-root.ts';
import { writeProject } from '../fixtures/written-project.ts';
import { ADD_FIVE, RunningServer } from './running-server.ts';

/** Bubblewrap is tried wherever it works; `.ci/run` installs it. */
const HAS_BUBBLEWRAP = (await bubblewrapFault()) === null;
const MODES = HAS_BUBBLEWRAP ? (['node', 'bwrap'] as const) : (['node'] as const);

const SECRET = 'nobody else may know';
const PRYING = { project: 'prying', prompt: 'plain', examples: 'one', model: 'local:echo' };
const SANDBOX = /^Assay's sandbox does not let programs .*ASSAY_SANDBOX/;

const COLUMNS = Buffer.from(
  parquetWriteBuffer({
    columnData: [
      { name: 'text', data: ['a', 'b'] },
      { name: 'reference', data: ['a', 'c'] },
    ],
  }),
);

const SHARED_METRIC = `import { ordinal, programmaticMetric } from 'assay';
import { isSame } from './lib/same.ts';
export const same = programmaticMetric<string, string>({
  description: 'The output is the reference.', scale: ordinal([false, true]), score: ({ output, reference }) => isSame(output, reference),
});
`;

/** What a metric found, one a trial. */
function scores(events: readonly JobEvent[]): unknown[] {
  return events.flatMap((event) => (event.type === 'scoring' ? [(event.payload as ScoringPayload).score?.raw] : []));
}

describe.each(MODES)('ASSAY_SANDBOX=%s', (sandbox) => {
  let server: RunningServer;
  let provider: ModelServer;
  let stranger: Server;
  let secretFile: string;

  beforeAll(async () => {
    provider = await startModelServer(() => ({ text: 'four' }));
    stranger = createServer((_request, response) => response.end('hello')).listen(0, '127.0.0.1');
    process.env['ASSAY_COMPATIBLE_BASE_URL'] = provider.url;
    process.env['ASSAY_COMPATIBLE_API_KEY'] = 'compatible-key';
    process.env['ANTHROPIC_API_KEY'] = 'anthropic-key';
    process.env['OPENAI_API_KEY'] = 'openai-key';
    process.env['MY_TOKEN'] = 'my-token';
    const root = await temporaryRoot('arithmetic');
    // Not in /tmp, of which a process in bubblewrap has one of its own.
    secretFile = join(await mkdtemp('/var/tmp/assay-secret-'), 'secret');
    await writeFile(secretFile, SECRET);
    const { port } = stranger.address() as AddressInfo;
    await writePryingProject(root.path, { secretFile, port, variable: 'ANTHROPIC_API_KEY' });
    await writeProject(root.path, 'echoes', {
      'metrics.ts': SHARED_METRIC,
      'lib/same.ts': 'export const isSame = (a: unknown, b: unknown): boolean => a === b;\n',
      'prompts/plain.jinja': '{{ text }}',
      'data/columns.parquet': COLUMNS,
    });
    server = await RunningServer.start(
      { sandbox, sandboxEnv: ['MY_TOKEN'], jobMemoryMb: 128, unresponsiveSeconds: 5, modelMaxRetries: 0, maxRunningJobs: 2 },
      root,
    );
  });

  afterAll(async () => {
    await server.close();
    await provider.close();
    stranger.close();
    await rm(dirname(secretFile), { recursive: true });
    for (const name of [
      'ASSAY_COMPATIBLE_BASE_URL',
      'ASSAY_COMPATIBLE_API_KEY',
      'ANTHROPIC_API_KEY',
      'OPENAI_API_KEY',
      'MY_TOKEN',
    ])
      Reflect.deleteProperty(process.env, name);
  });

  /** The only trial of a job: its output, or its error. */
  async function attempt(program: string, change: object = {}): Promise<{ output?: unknown; error?: { message: string } }> {
    const { events } = await server.settledJob(await server.startJob('run', { ...PRYING, program, ...change }));
    return events.find(({ type }) => type === 'trial')?.payload as { output?: unknown; error?: { message: string } };
  }

  it.each([
    ['reads_a_file', /read .*secret/],
    ['reads_the_password_file', /read \/etc\/passwd/],
    ['reads_the_environment_of_others', /read \/proc\/1\/environ/],
    ['reads_its_parents_environment', /read \/proc\/\d+\/environ/],
    ['lists_processes', /read \/proc/],
    ['writes_into_the_project', /write .*prying\/programs\.ts/],
    ['writes_beside_it', /write .*secret/],
    ['starts_a_process', /start processes/],
    ['starts_a_thread', /start worker threads/],
  ])('refuses a program that %s, and says so', async (program, what) => {
    const { error, output } = await attempt(program);
    expect(output).toBeUndefined();
    expect(error?.message).toMatch(SANDBOX);
    expect(error?.message).toMatch(what);
    expect(await readFile(secretFile, 'utf8')).toBe(SECRET);
  });

  it('has no use for a link that leads out of the project', async () => {
    const link = join(server.root.path, 'prying', 'way-out');
    await symlink('/etc/passwd', link);
    const job = { ...PRYING, program: 'reads_through_a_link' };
    if (sandbox === 'bwrap') {
      expect((await attempt(job.program)).error?.message).toMatch(/ENOENT/);
    } else {
      const { status, body } = await server.post('/api/run', job);
      expect([status, body.detail]).toEqual([400, expect.stringMatching(/prying\/way-out leads to \/etc\/passwd/)]);
    }
    await rm(link);
  });

  it('has no database engine, which would pass over the permissions', async () => {
    expect((await attempt('opens_a_database')).error?.message).toBe('there is no node:sqlite');
    expect(existsSync('/tmp/assay-prying.db')).toBe(false);
  });

  it.each([
    ['local:echo', 'absent', 'absent'],
    ['compatible:m', 'absent', 'compatible-key'],
  ])('gives a program that asks %s the keys of that provider alone', async (model, other, own) => {
    expect((await attempt('reads_a_variable', { model })).output).toBe(other);
    expect((await attempt('reads_its_provider_key', { model })).output).toBe(own);
  });

  it.each(['opens_a_socket', 'fetches'])(
    sandbox === 'bwrap' ? 'has no network besides, for a program that %s' : 'leaves the network open, for a program that %s',
    async (program) => {
      const { error, output } = await attempt(program, { model: 'compatible:m' });
      if (sandbox === 'bwrap') expect(error?.message).toMatch(/sandbox does not let programs reach servers other than/);
      else expect(output).toMatch(/^(connected|200)$/);
    },
  );

  it('gives it the variables that are named', async () => {
    expect((await attempt('reads_a_named_variable')).output).toBe('my-token');
  });

  it('asks the provider of the job', async () => {
    const before = provider.calls;
    expect((await attempt('asks', { model: 'compatible:m' })).output).toBe('four');
    expect(provider.calls).toBe(before + 1);
  });

  it('refuses a judge of another provider, and says how to allow it', async () => {
    const { status, body } = await server.post('/api/evaluate', { ...PRYING, program: 'asks', metrics: ['judged'] });
    expect([status, body.detail]).toEqual([
      400,
      expect.stringMatching(/sandbox does not let this job ask openai:gpt-5-mini.*ASSAY_SANDBOX_PROVIDERS/),
    ]);
  });

  it('answers from the cache, apart for each project', async () => {
    const before = provider.calls;
    const asked = { model: 'compatible:cached', cache: true };
    for (const _ of ['first', 'second']) expect((await attempt('asks', asked)).output).toBe('four');
    expect(provider.calls).toBe(before + 1);
    expect(existsSync(join(server.root.path, '.storage', 'cache', 'confined', 'prying'))).toBe(true);
  });

  it('records answers, and answers from recordings', async () => {
    const before = provider.calls;
    await attempt('asks', { model: 'compatible:m', record: 'kept' });
    expect((await attempt('asks', { model: 'recorded:kept' })).output).toBe('four');
    expect(provider.calls).toBe(before + 1);
  });

  it('compares answers by the mathematics engine', async () => {
    const job = await server.startJob('evaluate', { ...PRYING, program: 'asks', metrics: ['math'] });
    const { manifest, events } = await server.settledJob(job);
    expect(manifest.status).toBe('done');
    expect(scores(events)).toEqual([true]);
  });

  it('runs what other projects do: Parquet, modules of their own, several at once', async () => {
    const echoes = { project: 'echoes', program: 'ask', prompt: 'plain', examples: 'columns', model: 'local:echo' };
    const jobs = await Promise.all([
      server.startJob('evaluate', { ...echoes, metrics: ['same'] }),
      server.startJob('evaluate', ADD_FIVE),
    ]);
    const [same, added] = await Promise.all(jobs.map((job) => server.settledJob(job)));
    expect([same?.manifest.status, added?.manifest.status]).toEqual(['done', 'done']);
    expect(scores(same?.events ?? [])).toEqual([true, false]);
  });

  it('lists the projects', async () => {
    const { body } = await server.get<{ projects: { name: string; programs: string[]; metrics: string[] }[] }>('/api/catalog');
    expect(body.projects.find(({ name }) => name === 'prying')).toMatchObject({ metrics: ['judged', 'math'] });
    expect(body.projects.find(({ name }) => name === 'arithmetic')?.programs).toContain('add');
  });

  it('refuses a project whose modules pry while they are loaded, and says so', async () => {
    const source = "import { readFileSync } from 'node:fs';\nreadFileSync('/etc/passwd');\nexport const p = () => 1;\n";
    await writeProject(server.root.path, 'early', {
      'programs.ts': source,
      'prompts/plain.jinja': 'x',
      'data/one.jsonl': '{"inputs":{},"reference":"1"}\n',
    });
    const { status, body } = await server.post('/api/run', { ...PRYING, project: 'early', program: 'p' });
    expect([status, body.detail]).toEqual([
      400,
      expect.stringMatching(/early\/programs\.ts:2: .*sandbox does not let programs read \/etc\/passwd/),
    ]);
  });

  it('says what there is where a project has another name', async () => {
    const { status, body } = await server.post('/api/run', { ...PRYING, project: 'pry', program: 'asks' });
    expect([status, body.detail]).toEqual([400, expect.stringContaining('the projects are:')]);
  });

  it.each([
    ['ends_by_itself', /exit code 4/],
    ['hoards', /out of memory.*128 MB/],
    ['spins', /5 s without a pause/],
  ])('ends the job of a program that misbehaves: %s', async (program, error) => {
    const { manifest } = await server.settledJob(await server.startJob('run', { ...PRYING, program }));
    expect(manifest).toMatchObject({ status: 'error', error: expect.stringMatching(error) as unknown });
  });
});
