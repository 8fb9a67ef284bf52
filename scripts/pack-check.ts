import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { gzipSync } from 'node:zlib';
import { build } from 'vite';
import { assayVersion } from '../src/config/version.ts';

// `npm run pack:check`: packs Assay, installs the package into an empty folder with npm, and uses it there as somebody would who has no clone: the
// command, a project of their own, the demo's samples, the server with the browser application, each entry, and their types.

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
  'dist/client.d.ts',
  'dist/testing.d.ts',
  'clients/python/assay_client.py',
  'dist/web/index.html',
  'dist/web/licences.md',
];

/** Most bytes that the client may take in a page, minified; and gzipped. */
const CLIENT_BYTES = { minified: 24_000, gzipped: 8_000 };

/** Names that each entry must have, and no other entry is there. */
const ENTRIES = {
  assay: ['defineProgram', 'programmaticMetric', 'z'],
  'assay/server': ['createApp'],
  'assay/client': ['ApiError', 'RunSocket', 'assayClient', 'comparisonStates', 'jobEvents'],
  'assay/testing': ['TestServer', 'runFixture'],
};

/** A program that uses every entry, for the compiler. */
const EMBEDDING = `
import { defineProgram, programmaticMetric, z, type Program } from 'assay';
import { assayClient, jobEvents, RunSocket, type ServerMessage } from 'assay/client';
import { createApp, type AppOptions } from 'assay/server';
import { runFixture, TestServer } from 'assay/testing';

const options: AppOptions = { projectsRoot: '.', logLevel: 'warn' };
const app = await createApp(options);
const address: string = await app.getUrl();
export const programs: readonly Program[] = [];
export { address, defineProgram, programmaticMetric, z };
// @ts-expect-error: the types are known, so that a wrong one is refused
await createApp({ logLevel: 42 });

const client = assayClient(address);
const { data } = await client.GET('/api/jobs');
export const ids: readonly string[] = (data?.jobs ?? []).map(({ job_id: id }) => id);
// @ts-expect-error: no such route
await client.GET('/api/nothing');
for await (const event of jobEvents(client, 'latest')) if (event.type === 'trial') event.payload.trial_id.trim();
const socket = await RunSocket.open(address, { client });
socket.send({ type: 'subscribe', run_id: '*' });
// @ts-expect-error: no such message
socket.send({ type: 'shout' });
export const told = (message: ServerMessage): number => (message.type === 'run_progress' ? message.progress : 0);

const server = await TestServer.start({ projects: '.' });
await server.addRun(runFixture('a', { correct: [1, 0] }));
// @ts-expect-error: a job of this kind has metrics
await server.finished('evaluate', { project: 'p', program: 'v1', prompt: 'p', examples: 'e', model: 'local:echo' });
`;

/** A test as a user of the package writes one. */
const USERS_TEST = `
import assert from 'node:assert/strict';
import { RunSocket } from 'assay/client';
import { runFixture, TestServer } from 'assay/testing';

await using server = await TestServer.start({ projects: 'mine' });
const { manifest } = await server.finished('evaluate', {
  project: 'mood', program: 'v1', prompt: 'plain', examples: 'messages', model: 'local:lexicon', metrics: ['is_right'],
});
assert.equal(manifest.status, 'done');
await server.addRun(runFixture('base', { correct: [0, 1] }));
const socket = await RunSocket.open(server.url);
socket.send({ type: 'ping' });
for await (const message of socket) {
  assert.equal(message.type, 'pong');
  break;
}
`;

interface Packed {
  readonly filename: string;
  readonly size: number;
  readonly unpackedSize: number;
  readonly files: readonly { readonly path: string }[];
}

const changelog = readFileSync(join(REPOSITORY, 'CHANGELOG.md'), 'utf8');

const folder = mkdtempSync(join(tmpdir(), 'assay-package-'));
try {
  checkRelease(process.argv.includes('--release'));
  const { filename } = pack();
  install(filename);
  useCommand();
  await useServer();
  useEntries();
  await bundleClient();
  compile();
  console.log('The package installs and runs in an empty folder.');
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** The changelog has a section of this version; of a release with its date, and npm knows the repository that provenance is about. */
function checkRelease(isRelease: boolean): void {
  const heading = changelog.split('\n').find((line) => line.startsWith(`## ${assayVersion} (`)) ?? '';
  check(`CHANGELOG.md has no section of ${assayVersion}`, heading !== '');
  if (!isRelease) return;
  check(`CHANGELOG.md gives ${assayVersion} no date`, /\(\d{4}-\d{2}-\d{2}\)$/.test(heading));
  const { repository } = JSON.parse(readFileSync(join(REPOSITORY, 'package.json'), 'utf8')) as {
    readonly repository?: unknown;
  };
  check('package.json names no repository, which npm compares with the one that builds', repository !== undefined);
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

/** Every entry loads and has what it should, no other does, and a test written with them passes. */
function useEntries(): void {
  for (const [entry, names] of Object.entries(ENTRIES)) {
    const script = `console.log(JSON.stringify(Object.keys(await import('${entry}'))))`;
    const exported = JSON.parse(run('node', ['--input-type=module', '--eval', script])) as readonly string[];
    const missing = names.filter((name) => !exported.includes(name));
    check(`${entry} has no ${missing.join(', ')}`, missing.length === 0);
  }
  const listed = Object.keys(manifest().exports).filter((path) => path !== './package.json');
  const known = Object.keys(ENTRIES).map((entry) => entry.replace('assay', '.'));
  check(
    `entries that are not tried: ${listed.join(', ')}`,
    listed.every((path) => known.includes(path)),
  );
  writeFileSync(join(folder, 'users-test.ts'), USERS_TEST);
  run('node', ['users-test.ts']);
}

/** What the client alone costs a page, and that it asks for nothing that only Node has. */
async function bundleClient(): Promise<void> {
  const [entry, bundle] = ['client-entry.js', 'bundle'].map((name) => join(folder, name)) as [string, string];
  writeFileSync(entry, "export * from 'assay/client';\n");
  await build({
    configFile: false,
    root: folder,
    logLevel: 'error',
    build: { lib: { entry, formats: ['es'], fileName: 'client' }, outDir: bundle, minify: true },
  });
  const files = readdirSync(bundle);
  const text = readFileSync(join(bundle, 'client.js'));
  const gzipped = gzipSync(text).byteLength;
  check(`the client is several files: ${files.join(', ')}`, files.length === 1);
  check('the client needs Node', !/from\s*["']node:|browser-external/.test(text.toString()));
  console.log(`assay/client alone: ${text.byteLength} bytes minified, ${gzipped} gzipped`);
  check(
    `the client is larger than ${CLIENT_BYTES.minified} bytes, or ${CLIENT_BYTES.gzipped} gzipped`,
    text.byteLength <= CLIENT_BYTES.minified && gzipped <= CLIENT_BYTES.gzipped,
  );
}

/** Checks the types as Node and as bundlers find them, with the compiler of this repository. */
function compile(): void {
  writeFileSync(join(folder, 'embedding.ts'), EMBEDDING);
  const modules = join(REPOSITORY, 'node_modules');
  const types = ['--typeRoots', join(modules, '@types'), '--types', 'node'];
  for (const [module, resolution] of [
    ['nodenext', 'nodenext'],
    ['esnext', 'bundler'],
  ] as const) {
    const how = ['--module', module, '--moduleResolution', resolution];
    const options = ['--noEmit', '--strict', '--skipLibCheck', ...how, '--target', 'es2024', ...types];
    run(process.execPath, [join(modules, 'typescript/bin/tsc'), ...options, 'embedding.ts']);
  }
}

function manifest(): { readonly exports: Readonly<Record<string, unknown>> } {
  return JSON.parse(readFileSync(join(folder, 'node_modules/assay/package.json'), 'utf8')) as ReturnType<typeof manifest>;
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
