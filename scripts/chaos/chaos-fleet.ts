import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeBenchProject } from '../../bench/bench-project.ts';
import { ListeningProcess } from '../../bench/listening-process.ts';
import { TestPostgres } from '../../test/fixtures/postgres.ts';
import { SilentProxy } from './silent-proxy.ts';

const MAIN = join(import.meta.dirname, '..', '..', 'dist', 'main.js');

export const API_COUNT = 2;
export const WORKER_COUNT = 3;

export type FleetRole = 'api' | 'worker';

/** A process of the fleet, which can be replaced by another one in its place. */
export interface Member {
  readonly role: FleetRole;
  process: ListeningProcess;
  /** Its way to the database, which can fall silent. */
  readonly way: SilentProxy;
}

export interface FleetOptions {
  readonly env: Readonly<Record<string, string>>;
  readonly workers?: number;
  /** Whether the database writes through to the disk. */
  readonly isDurable?: boolean;
}

/** One PostgreSQL, two servers and some workers, each a process of the built program with a replica of its own. */
export class ChaosFleet {
  readonly postgres: TestPostgres;
  readonly databaseUrl: string;
  readonly members: Member[] = [];
  readonly #folder: string;
  readonly #env: Readonly<Record<string, string>>;
  #started = 0;

  private constructor(postgres: TestPostgres, databaseUrl: string, folder: string, env: Readonly<Record<string, string>>) {
    this.postgres = postgres;
    this.databaseUrl = databaseUrl;
    this.#folder = folder;
    this.#env = env;
  }

  static async start({ env, workers = WORKER_COUNT, isDurable = false }: FleetOptions): Promise<ChaosFleet> {
    const postgres = await TestPostgres.start({ isDurable });
    const folder = await mkdtemp(join(tmpdir(), 'assay-fleet-'));
    await writeBenchProject(join(folder, 'projects'));
    const fleet = new ChaosFleet(postgres, await postgres.newDatabase(), folder, env);
    for (let count = 0; count < API_COUNT; count += 1) await fleet.add('api');
    for (let count = 0; count < workers; count += 1) await fleet.add('worker');
    return fleet;
  }

  get apis(): readonly Member[] {
    return this.members.filter(({ role }) => role === 'api');
  }

  get workers(): readonly Member[] {
    return this.members.filter(({ role }) => role === 'worker');
  }

  /** A server that answers. */
  api(number = 0): string {
    return this.apis[number % API_COUNT]?.process.url ?? '';
  }

  async add(role: FleetRole): Promise<Member> {
    const way = await SilentProxy.before(Number(new URL(this.databaseUrl).port));
    const member = { role, way, process: await this.#launch(role, way) };
    this.members.push(member);
    return member;
  }

  /** kill -9, and another process in its place. */
  async killAndReplace(member: Member): Promise<void> {
    process.kill(member.process.pid, 'SIGKILL');
    member.process = await this.#launch(member.role, member.way);
  }

  /** SIGTERM, and another process in its place, as a rolling update does it. */
  async restart(member: Member): Promise<void> {
    const old = member.process;
    member.process = await this.#launch(member.role, member.way);
    await old.stop();
  }

  async close(): Promise<void> {
    for (const { process: one } of this.members) process.kill(one.pid, 'SIGKILL');
    for (const { way } of this.members) way.close();
    await this.postgres.stop();
    await rm(this.#folder, { recursive: true, force: true, maxRetries: 5 });
  }

  #launch(role: FleetRole, way: SilentProxy): Promise<ListeningProcess> {
    this.#started += 1;
    const url = new URL(this.databaseUrl);
    url.port = String(way.port);
    const places = ['--projects-root', join(this.#folder, 'projects'), '--storage', join(this.#folder, String(this.#started))];
    const limits = { ASSAY_MAX_REQUESTS_PER_MINUTE: '0', ASSAY_MAX_STREAMS: '10000', ASSAY_MAX_QUEUED_JOBS: '1000' };
    return ListeningProcess.start([MAIN, 'serve', '--role', role, '--port', '0', ...places, '--log-level', 'warn'], {
      ...limits,
      ...this.#env,
      ASSAY_DATABASE_URL: url.href,
    });
  }
}
