import { readFileSync } from 'node:fs';
import { mkdir, mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { initProjects } from '../../src/cli/init.ts';
import { codeBlocks } from '../fixtures/code-blocks.ts';
import { runProgram } from '../fixtures/run-program.ts';
import { AssayProcess, shellCommand } from './assay-process.ts';
import { RunningServer } from './running-server.ts';

const CLIENT = fileURLToPath(new URL('../../clients/python', import.meta.url));
const PAGE = 'docs/migrating.md';
const BLOCKS = codeBlocks(PAGE).filter(({ language }) => language === 'sh');
const SERVING = /^npx assay serve --port (\d+) --(projects-root|storage) \w+\n$/;

let folder: string;
let server: RunningServer;

beforeAll(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'assay-moving-')));
  const path = join(folder, 'my_projects');
  await mkdir(path);
  await initProjects(path, 'mood');
  const root = { path, remove: () => rm(folder, { recursive: true, force: true }) };
  server = await RunningServer.start({ storageDir: join(folder, 'my_storage'), maxRunningJobs: 5 }, root);
});
afterAll(() => server.close());

/** The routes in the tables, whole, but for those that only a clause names. */
function routes(): string[] {
  const text = readFileSync(new URL(`../../${PAGE}`, import.meta.url), 'utf8');
  const rows = text.split('\n').filter((line) => /^\| .*`(GET|POST) \//.test(line));
  return rows.flatMap((row) => [...row.matchAll(/`(?:(?:GET|POST) )?(\/api[^`?]*|\/)`/g)].map(([, path = '']) => path));
}

/** A block as it is run here: at the server of this test, in the folder of the page's names. */
async function printed(text: string): Promise<string> {
  const script = text
    .replaceAll(/http:\/\/127\.0\.0\.1:(6969|3000)/g, server.url)
    .replaceAll('--projects-root my_projects', `--projects-root ${server.root.path}`)
    .replaceAll('npx assay', shellCommand());
  const { code, stdout, stderr } = await runProgram('sh', ['-eu'], script);
  expect([code, code === 0 ? '' : stderr]).toEqual([0, '']);
  expect(stdout).not.toContain('"request_id":');
  return stdout;
}

describe(PAGE, () => {
  it('has, for each of the two, a line that serves and two blocks of commands', () => {
    expect(BLOCKS.map(({ text }) => SERVING.test(text))).toEqual([true, false, false, true, false, false]);
  });

  it.each(BLOCKS.filter(({ text }) => SERVING.test(text)).map(({ line, text }) => [line, text] as const))(
    'serves by the options of line %i',
    async (_line, text) => {
      const [, port = '', option = ''] = SERVING.exec(text) ?? [];
      const own = { 'projects-root': server.root.path, storage: join(folder, 'other_storage') }[option] ?? '';
      const args = text.trim().replace(port, '0').split(' ').slice(2, -1);
      const serving = new AssayProcess([...args, own], { ASSAY_STORAGE: join(folder, 'other_storage') });
      const address = await serving.said(/http:\/\/127\.0\.0\.1:\d+/);
      const answer = (await (await fetch(`${address}/api/catalog`)).json()) as {
        readonly projects: readonly { name: string }[];
      };
      serving.interrupt();
      expect((await serving.outcome).code).toBe(0);
      expect(answer.projects.map(({ name }) => name)).toContain(option === 'storage' ? 'classify_sentiment' : 'mood');
    },
  );

  it.each(BLOCKS.filter(({ text }) => !SERVING.test(text)).map(({ line, text }) => [line, text] as const))(
    'runs the block in line %i without an error',
    async (_line, text) => {
      expect(await printed(text)).toMatch(/\S/);
    },
    180_000,
  );

  it('names routes that there are', async () => {
    const { body } = await server.get<{ paths: Record<string, unknown> }>('/openapi.json');
    expect(routes().length).toBeGreaterThan(14);
    expect(routes().filter((path) => !(path in body.paths))).toEqual([]);
  });

  it('leads to a program in Python that runs', async () => {
    const [program] = codeBlocks('docs/embedding.md').filter(({ language }) => language === 'python');
    const head = `import sys\nsys.path.insert(0, ${JSON.stringify(CLIENT)})\n`;
    const text = (program?.text ?? '').replace('http://127.0.0.1:8080', server.url);
    const { code, stdout, stderr } = await runProgram('python3', ['-B', '-'], `${head}${text}`);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^0 trial\n[^]*'overall'/);
  });
});
