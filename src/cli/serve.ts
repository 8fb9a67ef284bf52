import { spawn } from 'node:child_process';
import { join } from 'node:path';
import type { INestApplication } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { type Config, environment } from '../config/config.ts';
import type { Overrides } from '../config/parse-config.ts';
import { withCause } from '../domain/cause-text.ts';
import { UnavailableError } from '../domain/errors.ts';
import { KeyListError } from '../http/access/key-list.ts';
import type { JobExecutor } from '../jobs/job-executor.ts';
import { configOrExit } from './config-or-exit.ts';
import { listenFailure } from './listen-failure.ts';
import { startAccess } from './start-access.ts';

/** The flags of `assay serve`, as typed. */
export interface ServeOptions {
  readonly host?: string;
  readonly port?: string;
  readonly projectsRoot?: string;
  readonly storage?: string;
  readonly role?: string;
  readonly staticDir?: string;
  readonly logLevel?: string;
  /** `--no-auth` sets it to `false`. */
  readonly auth?: boolean;
  readonly reload?: boolean;
}

/** Runs `assay serve`: returns once the server listens, and ends the process if it can't. */
export async function serve({ reload = false, storage, auth = true, ...options }: ServeOptions): Promise<void> {
  const flags = { storageDir: storage, ...(auth ? {} : { noAuth: true }), ...options };
  if (reload) {
    // The process that it starts says the warnings.
    configOrExit(flags, () => undefined);
    runReloading();
    return;
  }
  await startServer(flags);
}

/** Starts a server and prints its address; ends the process with 1 if it can't listen, with 2 if its configuration is wrong. */
export async function startServer(flags: Overrides): Promise<{ readonly app: NestFastifyApplication; readonly url: string }> {
  const config = configOrExit(flags);
  const notices = await accessOrExit(config);
  // Loaded only now, so that a wrong flag is answered at once.
  const [{ createApp }, { JobExecutor }] = await Promise.all([import('../app.ts'), import('../jobs/job-executor.ts')]);
  const app = await createApp(config).catch(databaseAway);
  closeOnSignal(app, app.get(JobExecutor, { strict: false }), config.drainSeconds);
  try {
    await app.listen(config.port, config.host);
  } catch (error) {
    console.error(listenFailure(error, config.host, config.port));
    process.exit(1);
  }
  const url = await app.getUrl();
  announce(url, config);
  for (const notice of notices) console.error(`${notice}\n`);
  return { app, url };
}

/** A server whose database is away says so and ends: whoever started it starts it again. */
function databaseAway(error: unknown): never {
  if (!(error instanceof UnavailableError)) throw error;
  console.error(`Assay can't start: ${withCause(error)}. ASSAY_DATABASE_URL says where the database is, and who asks it.`);
  process.exit(1);
}

async function accessOrExit(config: Config): Promise<readonly string[]> {
  try {
    return await startAccess(config);
  } catch (error) {
    if (error instanceof UnavailableError) databaseAway(error);
    console.error(error instanceof KeyListError ? error.message : `The keys can't be prepared: ${String(error)}`);
    process.exit(1);
  }
}

/** Runs this command, without `--reload`, in a process that Node starts again when a file of the server changes. */
function runReloading(): void {
  const [, script = '', ...args] = process.argv;
  const code = join(import.meta.dirname, '..');
  const watched = ['--watch', '--watch-preserve-output', `--watch-path=${code}`];
  const command = [...process.execArgv, ...watched, script, ...args.filter((arg) => arg !== '--reload')];
  // Who has just changed the server does not want to wait for its jobs.
  const env = { ASSAY_DRAIN_SECONDS: '0', ...environment };
  const child = spawn(process.execPath, command, { stdio: 'inherit', env });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal));

  child.once('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 143)));
}

/**
 * SIGTERM takes no more jobs and lets those that run go on for the grace, then closes the app; SIGINT closes it at once. A second signal
 * exits at once.
 */
function closeOnSignal(app: INestApplication, executor: JobExecutor, drainSeconds: number): void {
  let isClosing = false;
  const close = (signal: NodeJS.Signals): void => {
    if (isClosing) process.exit(signal === 'SIGINT' ? 130 : 143);

    isClosing = true;
    const graceSeconds = signal === 'SIGTERM' ? drainSeconds : 0;
    console.error(`${signal}: stopping${graceText(executor.runningCount, graceSeconds)}; send it again to exit at once.`);
    (graceSeconds === 0 ? Promise.resolve() : executor.drain(graceSeconds * 1_000))
      .then(() => app.close())
      .then(
        () => process.exit(0),
        (error: unknown) => {
          console.error(error);
          process.exit(1);
        },
      );
  };
  process.on('SIGINT', close).on('SIGTERM', close);
}

function graceText(runningJobs: number, graceSeconds: number): string {
  if (runningJobs === 0 || graceSeconds === 0) return '';
  const jobs = runningJobs === 1 ? 'the job that runs has' : `the ${runningJobs} jobs that run have`;
  return ` once ${jobs} ended, at the latest in ${graceSeconds} s`;
}

/** Prints the server's addresses and its projects; on standard error, because standard output is the log's. */
function announce(url: string, { host, projectsRoot, databaseUrl, role }: Config): void {
  const reachable = url.replace(/\/\/(0\.0\.0\.0|\[::\])/, '//localhost');
  const everywhere = reachable === url ? '' : `  (on every interface: ${host})`;
  console.error(`\n  Assay          ${reachable}${everywhere}`);
  if (databaseUrl !== null) console.error(`  Database       ${placeOf(databaseUrl)}, role ${role}`);
  if (role !== 'worker') console.error(`  Documentation  ${reachable}/docs  ${reachable}/redoc`);
  console.error(`  Projects       ${projectsRoot}\n`);
}

/** Where a database is, without who asks it. */
function placeOf(databaseUrl: string): string {
  const { host, pathname } = new URL(databaseUrl);
  return `${host}${pathname}`;
}
