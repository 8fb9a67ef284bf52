import { join } from 'node:path';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { createApp, openApi } from '../../src/app.ts';
import type { Config } from '../../src/config/config.ts';
import type { JobEvent } from '../../src/domain/job-event.ts';
import { temporaryRoot, type TemporaryRoot } from '../fixtures/temporary-root.ts';
import { OpenApiCheck } from './openapi-check.ts';

export interface JobDocument {
  readonly manifest: Readonly<Record<string, unknown>> & { readonly status: string; readonly error: string | null };
  readonly events: readonly JobEvent[];
  readonly summary: Readonly<Record<string, unknown>> | null;
}

export interface Answer<Body = Record<string, unknown>> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Body;
}

/** A valid job; each test changes what it is about. */
export const ADD_FIVE = {
  project: 'arithmetic',
  program: 'add',
  prompt: 'plain',
  examples: 'five',
  model: 'local:echo',
  metrics: ['correct'],
};

/** The same for every server of a test file: it depends on the code alone. */
let openApiCheck: OpenApiCheck | undefined;

/**
 * The real application on a socket of its own, over a projects root of its own. What it answers to `get`, `post`, `put` and `stream`
 * is held against its OpenAPI document.
 */
export class RunningServer {
  readonly url: string;
  readonly root: TemporaryRoot;
  readonly #app: NestFastifyApplication;
  readonly #check: OpenApiCheck;

  private constructor(app: NestFastifyApplication, url: string, root: TemporaryRoot) {
    this.#app = app;
    this.#check = openApiCheck ??= new OpenApiCheck(openApi(app));
    this.url = url;
    this.root = root;
  }

  static async start(overrides: Partial<Config> = {}, root?: TemporaryRoot): Promise<RunningServer> {
    const projects = root ?? (await temporaryRoot('arithmetic'));
    const app = await createApp({
      logLevel: 'silent',
      projectsRoot: projects.path,
      storageDir: join(projects.path, '.storage'),
      benchmarksDir: join(projects.path, '.benchmarks'),
      port: 0,
      ...overrides,
    });
    await app.listen(overrides.port ?? 0, '127.0.0.1');
    return new RunningServer(app, await app.getUrl(), projects);
  }

  /** Stops the server and leaves its projects root, so that another can start over it. */
  async stop(): Promise<void> {
    await this.#app.close();
  }

  async close(): Promise<void> {
    await this.stop();
    await this.root.remove();
  }

  async get<Body = Record<string, unknown>>(path: string, headers: Record<string, string> = {}): Promise<Answer<Body>> {
    return this.#answer('GET', await fetch(`${this.url}${path}`, { headers }));
  }

  async post<Body = Record<string, unknown>>(path: string, body: unknown): Promise<Answer<Body>> {
    return this.#send('POST', path, body);
  }

  async put<Body = Record<string, unknown>>(path: string, body: unknown): Promise<Answer<Body>> {
    return this.#send('PUT', path, body);
  }

  async delete(path: string): Promise<Answer> {
    return this.#answer('DELETE', await fetch(`${this.url}${path}`, { method: 'DELETE' }));
  }

  /** Starts a job that must be accepted, and returns its id. */
  async startJob(kind: 'run' | 'evaluate' | 'optimize', body: object): Promise<string> {
    const { status, body: answer } = await this.post<{ job_id: string }>(`/api/${kind}`, body);
    if (status !== 200) throw new Error(`POST /api/${kind} answered ${status}: ${JSON.stringify(answer)}`);
    return answer.job_id;
  }

  async job(jobId: string): Promise<JobDocument> {
    return (await this.get<JobDocument>(`/api/jobs/${jobId}`)).body;
  }

  /** The text of a job's stream, read to its end. */
  async stream(
    jobId: string,
    { query = '', headers = {} }: { query?: string; headers?: Record<string, string> } = {},
  ): Promise<string> {
    return this.#text('GET', await fetch(`${this.url}/api/jobs/${jobId}/events${query}`, { headers }));
  }

  /** The job's document once it has ended. */
  async settledJob(jobId: string): Promise<JobDocument> {
    await this.stream(jobId);
    return this.job(jobId);
  }

  async #send<Body>(method: string, path: string, body: unknown): Promise<Answer<Body>> {
    const headers = { 'content-type': 'application/json' };
    return this.#answer(method, await fetch(`${this.url}${path}`, { method, headers, body: JSON.stringify(body) }));
  }

  async #answer<Body>(method: string, response: Response): Promise<Answer<Body>> {
    const text = await this.#text(method, response);
    const isJson = response.headers.get('content-type')?.includes('json') ?? false;
    return { status: response.status, headers: response.headers, body: (isJson ? JSON.parse(text) : text) as Body };
  }

  async #text(method: string, response: Response): Promise<string> {
    const text = await response.text();
    const { status, headers } = response;
    const contentType = headers.get('content-type');
    this.#check.check({ method, path: new URL(response.url).pathname, status, contentType, text });
    return text;
  }
}

/** The envelopes in the text of a stream, read as a seed client reads them: by `data: ` lines. */
export function eventsOf(stream: string): JobEvent[] {
  return stream
    .split('\n')
    .filter((line) => line.startsWith('data: '))
    .map((line) => JSON.parse(line.slice('data: '.length)) as JobEvent);
}
