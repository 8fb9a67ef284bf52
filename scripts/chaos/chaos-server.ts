import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { AssayServer } from '../../bench/assay-server.ts';
import { writeBenchProject } from '../../bench/bench-project.ts';
import type { ListeningProcess } from '../../bench/listening-process.ts';

export interface JobView {
  readonly manifest: { readonly status: string; readonly error: string | null };
  readonly summary: { readonly trial_count: number; readonly failure_rate: number; readonly scoring_count: number } | null;
}

export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

const SETTLED = ['done', 'error', 'cancelled', 'interrupted'];
const LOOK_MS = 50;
const PATIENCE_MS = 120_000;

/** The built server over a projects root of its own, which can be killed and started again. */
export class ChaosServer {
  readonly root: string;
  readonly #env: Readonly<Record<string, string>>;
  #process: ListeningProcess;
  #isDown = false;

  private constructor(root: string, env: Readonly<Record<string, string>>, process: ListeningProcess) {
    this.root = root;
    this.#env = env;
    this.#process = process;
  }

  /** With the projects of the benchmarks in `root`, or in a folder that is removed in the end. */
  static async start(env: Readonly<Record<string, string>> = {}, root?: string): Promise<ChaosServer> {
    const folder = root ?? (await mkdtemp(join(tmpdir(), 'assay-chaos-')));
    await writeBenchProject(folder);
    return new ChaosServer(folder, env, await AssayServer.launch(folder, env));
  }

  get url(): string {
    return this.#process.url;
  }

  get pid(): number {
    return this.#process.pid;
  }

  residentMb(): number {
    return this.#process.residentMb();
  }

  /** kill -9, and a new start. Resolves to the milliseconds until it answers again. */
  async killAndRestart(): Promise<number> {
    const began = performance.now();
    process.kill(this.pid, 'SIGKILL');
    this.#process = await AssayServer.launch(this.root, this.#env);
    await this.get('/api/jobs?limit=1');
    return performance.now() - began;
  }

  async get(path: string): Promise<Answer> {
    return answerOf(await fetch(`${this.url}${path}`));
  }

  async post(path: string, body: object = {}): Promise<Answer> {
    const headers = { 'content-type': 'application/json' };
    return answerOf(await fetch(`${this.url}${path}`, { method: 'POST', headers, body: JSON.stringify(body) }));
  }

  async delete(path: string): Promise<Answer> {
    return answerOf(await fetch(`${this.url}${path}`, { method: 'DELETE' }));
  }

  /** Starts an evaluation that must be accepted, waiting for a place. */
  async startJob(change: object = {}): Promise<string> {
    const job = { project: 'bench', program: 'answer', prompt: 'plain', metrics: ['right'], examples: 'hundred', workers: 8 };
    const endMs = performance.now() + PATIENCE_MS;
    for (;;) {
      const { status, body } = await this.post('/api/evaluate', { ...job, model: 'local:echo?latency_ms=5', ...change });
      if (status === 200) return (body as { job_id: string }).job_id;
      if (status !== 409 || performance.now() > endMs) throw new Error(`a job was refused: ${status} ${JSON.stringify(body)}`);
      await delay(LOOK_MS);
    }
  }

  async job(jobId: string): Promise<JobView> {
    return (await this.get(`/api/jobs/${jobId}?events=false`)).body as JobView;
  }

  /** The job once it has ended; `null` when it does not. */
  async settled(jobId: string, withinMs = PATIENCE_MS): Promise<JobView | null> {
    const endMs = performance.now() + withinMs;
    while (performance.now() < endMs) {
      const view = await this.job(jobId);
      if (SETTLED.includes(view.manifest.status)) return view;
      await delay(LOOK_MS);
    }
    return null;
  }

  /** Stops it, and removes its folder unless it was given one. */
  async close({ keepsRoot = false } = {}): Promise<void> {
    if (!this.#isDown) await this.#process.stop();
    this.#isDown = true;
    if (!keepsRoot) await rm(this.root, { recursive: true, force: true });
  }
}

async function answerOf(response: Response): Promise<Answer> {
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.includes('json') === true;
  return { status: response.status, body: isJson ? (JSON.parse(text) as unknown) : text };
}
