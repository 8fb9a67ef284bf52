import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { writeBenchProject } from './bench-project.ts';
import { drain, getJson, send, sizeOf } from './client.ts';
import { ListeningProcess } from './listening-process.ts';

const MAIN = join(import.meta.dirname, '..', 'dist', 'main.js');
/** As `npm start` has them. */
const FLAGS = ['--max-semi-space-size=8'];
const ENV = { MALLOC_ARENA_MAX: '2', MALLOC_MMAP_THRESHOLD_: '65536', MALLOC_TRIM_THRESHOLD_: '65536' };
/** A crowd of clients comes from this address alone. */
const NO_LIMITS = { ASSAY_MAX_REQUESTS_PER_MINUTE: '0', ASSAY_MAX_STREAMS: '10000', ASSAY_MAX_SOCKETS: '10000' };
const POLL_MS = 3;

export interface JobItem {
  readonly job_id: string;
  readonly status: string;
  readonly started_at: string;
  readonly finished_at: string | null;
}

/** The fields of a job that differ from job to job. */
export interface JobOptions {
  readonly examples?: string;
  readonly model?: string;
  readonly workers?: number;
  /** Of the order of the examples. */
  readonly seed?: number;
}

/** The built server with its own projects root and the default configuration. */
export class AssayServer {
  readonly process: ListeningProcess;
  readonly root: string;

  private constructor(process: ListeningProcess, root: string) {
    this.process = process;
    this.root = root;
  }

  /** `prepare` may put more into the projects root before the server starts. */
  static async start(
    prepare: (root: string) => Promise<void> = async () => undefined,
    env: Readonly<Record<string, string>> = {},
  ): Promise<AssayServer> {
    const root = await mkdtemp(join(tmpdir(), 'assay-bench-'));
    await writeBenchProject(root);
    await prepare(root);
    return new AssayServer(await AssayServer.launch(root, env), root);
  }

  static launch(root: string, env: Readonly<Record<string, string>> = {}): Promise<ListeningProcess> {
    const storage = join(root, '.storage');
    const args = [...FLAGS, MAIN, 'serve', '--port', '0', '--projects-root', root, '--storage', storage];
    return ListeningProcess.start(args, { ...ENV, ...NO_LIMITS, ...env });
  }

  get url(): string {
    return this.process.url;
  }

  eventsUrl(jobId: string): string {
    return `${this.url}/api/jobs/${jobId}/events`;
  }

  eventsFile(jobId: string): string {
    return join(this.root, 'jobs', jobId, 'events.jsonl');
  }

  /** Starts an evaluation with one metric and returns its id. */
  async startJob({ examples = 'thousand', model = 'local:echo', workers = 8, seed }: JobOptions): Promise<string> {
    const job = { project: 'bench', program: 'answer', prompt: 'plain', metrics: ['right'], examples, model, workers, seed };
    return (await getJson<{ job_id: string }>(`${this.url}/api/evaluate`, 'POST', job)).job_id;
  }

  /** Follows a job live to its end. */
  async follow(jobId: string, onPiece?: (piece: Buffer) => void): Promise<number> {
    return drain(await send(this.eventsUrl(jobId)), onPiece);
  }

  /** Waits for a job's end by watching its manifest, which costs the server nothing, then requests the newest job. */
  async settled(jobId: string): Promise<JobItem> {
    const manifest = join(this.root, 'jobs', jobId, 'manifest.json');
    while ((await readFile(manifest, 'utf8')).includes('"status": "running"')) await delay(POLL_MS);
    for (;;) {
      const { jobs } = await getJson<{ jobs: readonly JobItem[] }>(`${this.url}/api/jobs?limit=1`);
      const [newest] = jobs;
      if (newest === undefined || newest.job_id !== jobId) throw new Error(`job ${jobId} is not the newest one`);
      if (newest.status === 'done') return newest;
      if (newest.status !== 'running') throw new Error(`job ${jobId} ended as ${newest.status}`);
      await delay(POLL_MS);
    }
  }

  /** Runs a job to its end, reads its stream once, and returns its id and the size of the stream. */
  async finishedJob(options: JobOptions): Promise<{ readonly jobId: string; readonly bytes: number }> {
    const jobId = await this.startJob(options);
    await this.settled(jobId);
    return { jobId, bytes: await sizeOf(this.eventsUrl(jobId)) };
  }

  async close(): Promise<void> {
    await this.process.stop();
    await rm(this.root, { recursive: true, force: true });
  }
}
