import { execFile, spawn, spawnSync, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { RunningServer } from './running-server.ts';

const run = promisify(execFile);
const DOCUMENT = readFileSync(new URL('../../docs/websocket.md', import.meta.url), 'utf8');
const TOOLS = fileURLToPath(new URL('../../node_modules/.bin', import.meta.url));
const SAMPLE = new URL('../../samples/classify_sentiment', import.meta.url);
const EVALUATION = {
  project: 'classify_sentiment',
  program: 'v1',
  prompt: 'english',
  examples: 'full',
  model: 'local:lexicon',
  metrics: ['label_correctness'],
};

let server: RunningServer;
let folder: string;

/** The code of a language in the document, for the server of this test. */
function example(language: string): string {
  const [, code] = new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\`$`, 'ms').exec(DOCUMENT) ?? [];
  if (code === undefined) throw new Error(`there is no ${language} in docs/websocket.md`);
  return code.replaceAll('localhost:8080', new URL(server.url).host);
}

async function written(name: string, code: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, code);
  return path;
}

function shellLine(tool: string): string {
  const line = example('sh')
    .split('\n')
    .find((text) => text.includes(tool));
  if (line === undefined) throw new Error(`there is no line for ${tool} in docs/websocket.md`);
  return line;
}

/** Runs a line as in a terminal: its input stays open. */
function spawnLine(tool: string): ChildProcessByStdio<Writable, Readable, null> {
  const env = { ...process.env, PATH: `${TOOLS}${delimiter}${process.env.PATH ?? ''}` };
  return spawn('sh', ['-c', shellLine(tool)], { env, stdio: ['pipe', 'pipe', 'inherit'] });
}

function canRun(command: string, ...args: readonly string[]): boolean {
  return spawnSync(command, args, { stdio: 'ignore' }).status === 0;
}

async function validators(): Promise<{ readonly client: ValidateFunction; readonly server: ValidateFunction }> {
  const document = (await (await fetch(`${server.url}/openapi.json`)).json()) as object;
  const ajv = new Ajv2020({ strict: false, validateFormats: false }).addSchema({ ...document, $id: 'assay' });
  const schema = (name: string): ValidateFunction => ajv.compile({ $ref: `assay#/components/schemas/${name}` });
  return { client: schema('WsClientMessage'), server: schema('WsServerMessage') };
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'assay-docs-'));
  const projects = join(folder, 'projects');
  await cp(SAMPLE, join(projects, 'classify_sentiment'), { recursive: true });
  server = await RunningServer.start({}, { path: projects, remove: () => rm(folder, { recursive: true, force: true }) });
});
afterAll(() => server.close());

describe('docs/websocket.md', () => {
  it('has a TypeScript client that watches an evaluation to its end', async () => {
    const { stdout, stderr } = await run(process.execPath, [await written('client.ts', example('ts'))], { timeout: 30_000 });
    expect(stderr.replaceAll(/^.*Warning.*$/gm, '').trim()).toBe('');
    expect(stdout).toMatch(/100 %\ncompleted \{ label_correctness: [\d.]+ \} 238 events\n$/);
  });

  it('has a Python client that does so, too, where websockets is installed, and is Python everywhere', async () => {
    const path = await written('client.py', example('python'));
    if (!canRun('python3', '-c', 'import websockets')) {
      expect(canRun('python3', '--version') ? canRun('python3', '-m', 'py_compile', path) : true).toBe(true);
      return;
    }
    const client = spawn('python3', ['-u', path], { stdio: ['ignore', 'pipe', 'inherit'] });
    let said = '';
    client.stdout.setEncoding('utf8').on('data', (text: string) => (said += text));
    const ended = new Promise<number | null>((resolve) => client.once('exit', resolve));
    // It watches every run, and there is no telling when it has subscribed.
    while (client.exitCode === null) await server.settledJob(await server.startJob('evaluate', EVALUATION));
    expect(await ended).toBe(0);
    expect(said).toMatch(/100%\n[\w-]+: completed \{'label_correctness': [\d.]+\}\n$/);
  });

  it('shows messages as they are', async () => {
    const isValid = await validators();
    const sent = [...DOCUMENT.matchAll(/(?:^→ |^\| `|echo '|--execute ')(\{"type".*?\})(?=$|`|')/gm)].map(
      ([, text = '']) => text,
    );
    expect(sent.length).toBeGreaterThan(8);
    const isOpen = (text: string): boolean => text.includes('…,') || text.includes(',…');
    for (const text of sent) expect([text, isValid.client(JSON.parse(text))]).toEqual([text, true]);
    const got = [...DOCUMENT.matchAll(/^← (\{.*\})$/gm)].map(([, text = '']) => text).filter((text) => !isOpen(text));
    expect(got.length).toBeGreaterThan(4);
    for (const text of got) expect([text, isValid.server(JSON.parse(text))]).toEqual([text, true]);
  });

  it('has a line for wscat that shows what runs', async () => {
    const shell = spawnLine('wscat');
    let said = '';
    let hasStarted = false;
    for await (const text of shell.stdout.setEncoding('utf8') as AsyncIterable<string>) {
      said += text;
      if (said.includes('"subscribed"') && !hasStarted) {
        hasStarted = true;
        await server.startJob('evaluate', EVALUATION);
      }
      if (said.includes('"run_completed"')) break;
    }
    shell.stdin.end();
    expect(said).toMatch(/^\{"type":"subscribed","run_id":"\*"\}\n.*"run_progress".*"progress":1,.*"run_completed"/s);
  });

  it('has a line for websocat, which is asked where it is installed', async () => {
    expect(shellLine('websocat')).toContain('--no-close');
    if (!canRun('websocat', '--version')) return;
    const shell = spawnLine('websocat');
    const [first] = (await once(shell.stdout, 'data')) as [Buffer];
    shell.kill();
    expect(first.toString()).toContain('"subscribed"');
  });
});
