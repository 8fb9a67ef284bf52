import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { assayVersion } from '../src/config/version.ts';

// `npm run pack:check`: packs Assay, installs the package into an empty folder with npm, and uses it there as somebody would who has no clone: the
// command, a project of their own, the demo's samples, the server with the browser application, and the types.

const REPOSITORY = join(import.meta.dirname, '..');
/** What a package has no use for, and what it can't do without. */
const UNWANTED = /^(src|web|test|bench|scripts|deploy|samples\/jobs)\/|\.(spec|fixture)\.|\.map$|^dist\/\./;
const NEEDED = [
  'LICENSE',
  'README.md',
  'dist/main.js',
  'dist/index.d.ts',
  'dist/app.d.ts',
  'dist/runner/python/assay.py',
  'dist/web/index.html',
  'dist/web/licences.md',
];

/** A program that embeds the server, for the compiler. */
const EMBEDDING = `
import { defineProgram, programmaticMetric, z, type Program } from 'assay';
import { createApp, type AppOptions } from 'assay/server';

const options: AppOptions = { projectsRoot: '.', logLevel: 'warn' };
const app = await createApp(options);
const address: string = await app.getUrl();
export const programs: readonly Program[] = [];
export { address, defineProgram, programmaticMetric, z };
// @ts-expect-error: the types are known, so that a wrong one is refused
await createApp({ logLevel: 42 });
`;

interface Packed {
  readonly filename: string;
  readonly size: number;
  readonly unpackedSize: number;
  readonly files: readonly { readonly path: string }[];
}

const folder = mkdtempSync(join(tmpdir(), 'assay-package-'));
try {
  const { filename } = pack();
  install(filename);
  useCommand();
  await useServer();
  compile();
  console.log('The package installs and runs in an empty folder.');
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function pack(): Packed {
  const output = execFileSync('npm', ['pack', '--json', '--pack-destination', folder], { cwd: REPOSITORY, encoding: 'utf8' });
  const parsed = JSON.parse(output.slice(output.search(/^[[{]/m))) as readonly Packed[] | Readonly<Record<string, Packed>>;
  const [packed] = Object.values(parsed) as readonly Packed[];
  if (packed === undefined) throw new Error('npm pack packed nothing');

  const paths = packed.files.map(({ path }) => path);
  check('files that do not belong into a package', paths.filter((path) => UNWANTED.test(path)).length === 0);
  for (const path of NEEDED) check(`no ${path}`, paths.includes(path));
  console.log(
    `${packed.filename}: ${megabytes(packed.size)}, ${megabytes(packed.unpackedSize)} unpacked, ${paths.length} files`,
  );
  return packed;
}

function install(filename: string): void {
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, type: 'module' }));
  run('npm', [
    'install',
    '--prefer-offline',
    '--ignore-scripts',
    '--no-audit',
    '--no-fund',
    '--loglevel=error',
    `./${filename}`,
  ]);
}

function useCommand(): void {
  check('another version', run('npx', ['assay', '--version']).trim() === assayVersion);
  run('npx', ['assay', 'init', 'mine']);
  for (const [root, project, prompt, examples, metric] of [
    [['--projects-root', 'mine'], 'mood', 'plain', 'messages', 'is_right'],
    [[], 'classify_sentiment', 'english', 'smoke', 'label_correctness'],
  ] as const) {
    const job = ['--project', project, '--program', 'v1', '--prompt', prompt, '--examples', examples, '--metric', metric];
    const output = run('npx', [
      'assay',
      'evaluate',
      ...root,
      ...job,
      '--model',
      'local:lexicon',
      '--format',
      'json',
      '--quiet',
    ]);
    const { scores } = JSON.parse(output) as { readonly scores: { readonly overall: number | null } };
    check(`no score of ${project}`, typeof scores.overall === 'number');
  }
  check('jobs in the package', !readdirSync(join(folder, 'node_modules/assay/samples')).includes('jobs'));
}

/** The page of the browser application and one of its scripts, from a server that is stopped as people stop it. */
async function useServer(): Promise<void> {
  const server = spawn('node_modules/.bin/assay', ['serve', '--port', '0', '--log-level', 'warn'], {
    cwd: folder,
    stdio: ['ignore', 'inherit', 'pipe'],
  });
  try {
    let address: string | undefined;
    for await (const line of createInterface(server.stderr)) {
      address = /http:\/\/127\.0\.0\.1:\d+/.exec(line)?.[0];
      if (address !== undefined) break;
    }
    if (address === undefined) throw new Error('assay serve printed no address');
    const page = await textOf(address);
    const [, script] = /<script[^>]+src="\.\/([^"]+)"/.exec(page) ?? [];
    check('no script in the page', script !== undefined);
    check('an empty script', (await textOf(`${address}/${script ?? ''}`)).length > 1_000);
  } finally {
    server.kill('SIGINT');
  }
  const [code] = (await once(server, 'exit')) as [number | null];
  check('the server did not end with 0', code === 0);
}

async function textOf(address: string): Promise<string> {
  const response = await fetch(address, { headers: { accept: 'text/html' } });
  check(`${address} answers ${response.status}`, response.ok);
  return response.text();
}

/** Checks the types, with the compiler of this repository. */
function compile(): void {
  writeFileSync(join(folder, 'embedding.ts'), EMBEDDING);
  const modules = join(REPOSITORY, 'node_modules');
  const types = ['--typeRoots', join(modules, '@types'), '--types', 'node'];
  const options = ['--noEmit', '--strict', '--skipLibCheck', '--module', 'nodenext', '--target', 'es2024', ...types];
  run(process.execPath, [join(modules, 'typescript/bin/tsc'), ...options, 'embedding.ts']);
}

/** Runs it in the folder and returns what it wrote; what it says on standard error is shown. */
function run(file: string, args: readonly string[]): string {
  return execFileSync(file, args, { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
}

function check(fault: string, isGood: boolean): void {
  if (!isGood) throw new Error(fault);
}

function megabytes(bytes: number): string {
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
}
