import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { JobEvent } from '../../src/domain/job-event.ts';
import { type ModelCall, type ModelReply, type ModelServer, startModelServer } from '../fixtures/model-server.ts';
import { TestPostgres } from '../fixtures/postgres.ts';
import { temporaryRoot, type TemporaryRoot } from '../fixtures/temporary-root.ts';
import { AssayProcess } from './assay-process.ts';
import { ADD_FIVE, eventsOf, type JobDocument } from './running-server.ts';

/** A hundred trials of a provider that counts. */
export const HUNDRED = { ...ADD_FIVE, examples: 'hundred', model: 'compatible:m', workers: 4 };

/** A process of Assay over the database, with what it listens on. */
export interface Member {
  readonly process: AssayProcess;
  readonly url: string;
  readonly id: number;
}

export interface MemberOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly projectsRoot?: string;
  /** In place of the database's own address. */
  readonly databaseUrl?: string;
}

/** One PostgreSQL, one provider and one folder of projects, and processes of Assay over them. */
export class FleetRig {
  readonly postgres: TestPostgres;
  readonly databaseUrl: string;
  readonly provider: ModelServer;
  readonly projects: TemporaryRoot;
  readonly #folder: string;
  readonly #members: Member[] = [];
  /** How long each call of the provider takes. */
  answerMs = 0;
  /** What it answers to a prompt. */
  reply: (prompt: string) => string = () => 'four';

  private constructor(
    parts: Pick<FleetRig, 'postgres' | 'databaseUrl' | 'projects'> & { folder: string },
    provider: ModelServer,
  ) {
    this.postgres = parts.postgres;
    this.databaseUrl = parts.databaseUrl;
    this.projects = parts.projects;
    this.provider = provider;
    this.#folder = parts.folder;
  }

  static async start(): Promise<FleetRig> {
    const postgres = await TestPostgres.start();
    const parts = {
      postgres,
      databaseUrl: await postgres.newDatabase(),
      projects: await temporaryRoot('arithmetic'),
      folder: await mkdtemp(join(tmpdir(), 'assay-fleet-')),
    };
    const late: { rig?: FleetRig } = {};
    const provider = await startModelServer((call) => late.rig?.answer(call) ?? {});
    late.rig = new FleetRig(parts, provider);
    return late.rig;
  }

  async answer({ prompt }: ModelCall): Promise<ModelReply> {
    if (this.answerMs > 0) await setTimeout(this.answerMs);
    return { text: this.reply(prompt) };
  }

  async join(role: 'api' | 'worker' | 'all', { env = {}, projectsRoot, databaseUrl }: MemberOptions = {}): Promise<Member> {
    const id = this.#members.length;
    const args = ['serve', '--role', role, '--port', '0', '--projects-root', projectsRoot ?? this.projects.path];
    const process = new AssayProcess([...args, '--storage', join(this.#folder, String(id)), '--log-level', 'warn'], {
      ASSAY_DATABASE_URL: databaseUrl ?? this.databaseUrl,
      ASSAY_COMPATIBLE_BASE_URL: this.provider.url,
      ASSAY_MAX_QUEUED_JOBS: '50',
      ...env,
    });
    const url = await Promise.race([process.said(/http:\/\/127\.0\.0\.1:\d+/), process.outcome]);
    if (typeof url !== 'string') throw new Error(`it did not start: ${url.stderr}`);
    const member = { process, url, id };
    this.#members.push(member);
    return member;
  }

  async close(): Promise<void> {
    for (const { process } of this.#members) {
      process.signal('SIGCONT');
      process.kill();
    }
    await Promise.all(this.#members.map(({ process }) => process.outcome));
    await this.provider.close();
    await this.postgres.stop();
    await this.projects.remove();
    await rm(this.#folder, { recursive: true, force: true });
  }
}

/** Starts a job, and returns its id. */
export async function startJob({ url }: Member, body: object = HUNDRED): Promise<string> {
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(`${url}/api/evaluate`, { method: 'POST', headers, body: JSON.stringify(body) });
  const { job_id: jobId, detail } = (await answer.json()) as { job_id?: string; detail?: string };
  if (jobId === undefined) throw new Error(`the job was refused with ${answer.status}: ${detail ?? ''}`);
  return jobId;
}

export async function jobOf({ url }: Member, jobId: string): Promise<JobDocument & { readonly progress?: object | null }> {
  return (await (await fetch(`${url}/api/jobs/${jobId}`)).json()) as JobDocument;
}

/** Reads the stream of a job to its end, or until `isEnough`; throws if it breaks off before. */
export async function followed(
  { url }: Member,
  jobId: string,
  isEnough: (events: readonly JobEvent[]) => boolean = () => false,
): Promise<readonly JobEvent[]> {
  const leaving = new AbortController();
  const stream = await fetch(`${url}/api/jobs/${jobId}/events`, { signal: leaving.signal });
  let text = '';
  for await (const chunk of stream.body?.pipeThrough(new TextDecoderStream()) ?? []) {
    text += chunk;
    const events = eventsOf(text.slice(0, text.lastIndexOf('\n\n') + 2));
    if (!isEnough(events)) continue;
    leaving.abort();
    return events;
  }
  return eventsOf(text);
}

/** Waits until something is so. */
export async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isSo())) await setTimeout(50);
}
