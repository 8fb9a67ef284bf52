import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { withoutByteOrderMark } from '../../src/config/config.ts';
import { ConfigError } from '../../src/config/parse-config.ts';
import { portFailure } from './free-port.ts';

// `npm start` and `npm run demo`: looks at the port, builds what is stale, and becomes the command, with what `.env` sets.

const ROOT = join(import.meta.dirname, '..', '..');
/** How the server keeps its memory small (docs/configuration.md); glibc reads these when the process begins. */
const MALLOC = { MALLOC_ARENA_MAX: '2', MALLOC_MMAP_THRESHOLD_: '65536', MALLOC_TRIM_THRESHOLD_: '65536' };

const [command = 'serve', ...args] = process.argv.slice(2);
if (existsSync('.env')) process.loadEnvFile();
if (!args.includes('--help')) await checkPort();

const { status } = spawnSync(process.execPath, [join(ROOT, 'scripts', 'build.js'), '--if-stale'], { stdio: 'inherit' });
if (status !== 0) process.exit(status ?? 1);

become([process.execPath, '--max-semi-space-size=8', join(ROOT, 'dist', 'main.js'), command, ...args]);

/** Ends with 1 if it is taken, with 2 if there is no such port, as the command would after the build. */
async function checkPort(): Promise<void> {
  const failure = await portFailure(args, withoutByteOrderMark(process.env)).catch((error: unknown) => error);
  if (failure === undefined) return;
  const isWrong = failure instanceof ConfigError;
  console.error(isWrong ? failure.message : failure);
  process.exit(isWrong ? 2 : 1);
}

/** Runs it in place of this process, where the system can do that. */
function become(argv: readonly [string, ...string[]]): void {
  const env = { ...MALLOC, ...process.env };
  if (process.platform !== 'win32' && process.execve !== undefined) process.execve(argv[0], argv, env);

  const [file, ...rest] = argv;
  process.exitCode = spawnSync(file, rest, { stdio: 'inherit', env }).status ?? 1;
}
