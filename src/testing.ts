// What tests of projects and of programs around Assay import as 'assay/testing'.
import { existsSync } from 'node:fs';
import { cp, mkdtemp, realpath, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { type AppOptions, createApp } from './app.ts';
import { BUNDLED_SAMPLES } from './config/samples.ts';
import type { components } from './client/api-schema.ts';
import { assayClient, type AssayClient } from './client/assay-client.ts';
import { jobEvents } from './client/followed-streams.ts';

type Schemas = components['schemas'];

/** Settings of the server, and whose projects it has. What is not named is the default for a test, not what the environment says of it. */
export interface TestServerOptions extends Omit<AppOptions, 'projectsRoot'> {
  /** The folder of the projects under test, which is copied; without it the samples. Its `jobs` stay behind. */
  readonly projects?: string;
}

/** A kind of job, and what it is asked for with. */
export interface JobRequests {
  run: Schemas['RunRequest'];
  evaluate: Schemas['EvaluateRequest'];
  optimize: Schemas['OptimizeRequest'];
}

/**
 * A server in this process, over a copy of the projects in a temporary folder, on a free port of this machine. It is offline: jobs that name a
 * model of a provider are refused, unless `offline` is `false`. It asks for no key, and logs nothing.
 *
 * @example
 * await using server = await TestServer.start({ projects: './projects' });
 * const job = await server.finished('evaluate', { project: 'mood', program: 'v1', prompt: 'plain', examples: 'messages', model: 'local:lexicon', metrics: ['is_right'] });
 * assert.equal(job.manifest.status, 'done');
 */
export class TestServer implements AsyncDisposable {
  /** Where it listens, such as `http://127.0.0.1:40123`. */
  readonly url: string;
  /** The temporary folder, with the projects and the archive of jobs. */
  readonly projectsRoot: string;
  /** A client of it, with every route. */
  readonly client: AssayClient;
  readonly #app: NestFastifyApplication;

  private constructor(app: NestFastifyApplication, url: string, projectsRoot: string) {
    this.#app = app;
    this.url = url;
    this.projectsRoot = projectsRoot;
    this.client = assayClient(url);
  }

  /** Resolves once it listens. Throws a `ConfigError` that names every fault of the settings, and leaves no folder behind then. */
  static async start({ projects = BUNDLED_SAMPLES, ...settings }: TestServerOptions = {}): Promise<TestServer> {
    const root = await realpath(await mkdtemp(join(tmpdir(), 'assay-test-')));
    try {
      await copyProjects(resolve(projects), root);
      const app = await createApp({ ...settingsOf(root), ...settings });
      await app.listen(settings.port ?? 0, settings.host ?? '127.0.0.1');
      return new TestServer(app, await app.getUrl(), root);
    } catch (error) {
      await rm(root, { recursive: true, force: true });
      throw error;
    }
  }

  /** Starts a job, and resolves to its manifest, events and summary once it has ended, however it did. Throws an `ApiError` where it is refused. */
  async finished<Kind extends keyof JobRequests>(kind: Kind, request: JobRequests[Kind]): Promise<Schemas['JobDetail']> {
    const { data } = await this.client.POST(`/api/${kind as 'optimize'}`, { body: request as Schemas['OptimizeRequest'] });
    const { job_id: jobId } = data as Schemas['StartedJob'];
    const events = jobEvents(this.client, jobId);
    while ((await events.next()).done !== true);
    const { data: job } = await this.client.GET('/api/jobs/{job_id}', { params: { path: { job_id: jobId } } });
    return job as Schemas['JobDetail'];
  }

  /** Keeps a run that was not made here, such as `runFixture` makes one. */
  async addRun(run: Schemas['ImportRun']): Promise<Schemas['Run']> {
    const { data } = await this.client.POST('/api/runs', { body: run });
    return data as Schemas['Run'];
  }

  /** Ends the jobs that run, frees the port, and deletes the folder. */
  async close(): Promise<void> {
    await this.#app.close();
    await rm(this.projectsRoot, { recursive: true, force: true });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}

/**
 * A run for `TestServer.addRun` or `POST /api/runs`, with these scores in [0, 1] by metric, one a sample. Samples of two fixtures pair up by
 * their place, so that the runs can be compared. Throws a `RangeError` where metrics have unequal numbers of scores.
 *
 * @example
 * await server.addRun(runFixture('base', { correct: [1, 0, 0, 1] }));
 */
export function runFixture(
  runId: string,
  scores: Readonly<Record<string, readonly number[]>>,
  fields: Partial<Omit<Schemas['ImportRun'], 'run_id' | 'samples'>> = {},
): Schemas['ImportRun'] {
  const lengths = new Set(Object.values(scores).map(({ length }) => length));
  if (lengths.size > 1) throw new RangeError(`metrics of one run have unequal numbers of scores: ${[...lengths].join(', ')}`);
  const [count = 0] = lengths;
  const samples = Array.from({ length: count }, (_, at) => ({
    id: `sample-${String(at + 1)}`,
    prompt: `question ${String(at + 1)}`,
    response: `answer ${String(at + 1)}`,
    scores: Object.fromEntries(Object.entries(scores).map(([metric, values]) => [metric, values[at] ?? 0])),
  }));
  return { experiment_id: 'fixtures', status: 'completed', ...fields, run_id: runId, samples };
}

/** What holds in a test, whatever the environment says: nothing is asked for, kept elsewhere or sent anywhere. */
function settingsOf(root: string): AppOptions {
  return {
    projectsRoot: root,
    storageDir: join(root, '.storage'),
    benchmarksDir: join(root, '.benchmarks'),
    databaseUrl: null,
    role: 'all',
    offline: true,
    logLevel: 'silent',
    auditLog: 'off',
    host: '127.0.0.1',
    port: 0,
    metricsPort: null,
    basePath: '',
    apiKeys: [],
    keysFile: null,
    oidcIssuer: null,
    otlpEndpoint: null,
    staticDir: null,
  };
}

/** Packages that the projects import are found from the copy, too. */
async function copyProjects(from: string, to: string): Promise<void> {
  const left = ['jobs', 'node_modules', '.storage', '.benchmarks'].map((name) => join(from, name));
  await cp(from, to, { recursive: true, verbatimSymlinks: true, filter: (source) => !left.includes(source) });
  const packages = ancestors(from)
    .map((folder) => join(folder, 'node_modules'))
    .find((folder) => existsSync(folder));
  if (packages !== undefined) await symlink(packages, join(to, 'node_modules'), 'junction');
}

function ancestors(path: string): string[] {
  const parent = dirname(path);
  return parent === path ? [path] : [path, ...ancestors(parent)];
}
