import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import ts from 'typescript';
import { codeBlocks } from '../fixtures/code-blocks.ts';
import { runProgram } from '../fixtures/run-program.ts';
import { eventsOf, RunningServer } from './running-server.ts';

const PAGE = 'docs/writing-programs.md';
const REPOSITORY = fileURLToPath(new URL('../..', import.meta.url));
const BLOCKS = codeBlocks(PAGE);
/** Blocks of one name are one file. */
const FILES = Array.from(
  Map.groupBy(
    BLOCKS.filter(({ name }) => name !== undefined),
    ({ name }) => name ?? '',
  ),
  ([name, blocks]) => ({ name, text: blocks.map(({ text }) => text).join('\n') }),
);
const PROGRAMS = [
  'structured',
  'shortened',
  'chat',
  'text',
  'vote',
  'by_rule',
  'with_tools',
  'with_image',
  'in_python',
  'vote_in_python',
  'tools_in_python',
];
const METRICS = [
  'topic_is_right',
  'topic_is_exact',
  'topic_is_near',
  'urgency_is_close',
  'reason_quotes',
  'reason_is_polite',
  'reason_is_clear',
  'reason_quality',
  'beats_a_rule',
];
const METRICS_IN_PYTHON = ['reason_is_short', 'reason_is_true'];

let server: RunningServer;

beforeAll(async () => {
  const path = await mkdtemp(join(tmpdir(), 'assay-docs-'));
  for (const { name, text } of FILES) {
    await mkdir(dirname(join(path, name)), { recursive: true });
    await writeFile(join(path, name), text);
  }
  server = await RunningServer.start({}, { path, remove: () => rm(path, { recursive: true }) });
});

afterAll(() => server.close());

/** The compiler's errors in files outside the repository, which import `assay` like users' projects. */
function typeErrors(files: readonly string[]): string[] {
  const program = ts.createProgram(files, {
    target: ts.ScriptTarget.ES2024,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    erasableSyntaxOnly: true,
    verbatimModuleSyntax: true,
    allowImportingTsExtensions: true,
    types: ['node'],
    typeRoots: [join(REPOSITORY, 'node_modules/@types')],
    paths: { assay: [join(REPOSITORY, 'src/index.ts')] },
  });
  return ts
    .getPreEmitDiagnostics(program)
    .map(({ file, messageText }) => `${file?.fileName ?? ''}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`);
}

describe('docs/writing-programs.md', () => {
  it('has its TypeScript in files that type-check', () => {
    const files = FILES.filter(({ name }) => name.endsWith('.ts')).map(({ name }) => join(server.root.path, name));

    expect(BLOCKS.filter(({ language, name }) => language === 'ts' && name === undefined)).toEqual([]);
    expect(files).toHaveLength(2);
    expect(typeErrors(files)).toEqual([]);
  });

  it('is a project with these programs and metrics', async () => {
    const { body } = await server.get<{ projects: { name: string }[] }>('/api/catalog');

    expect(body.projects.filter(({ name }) => name === 'tickets')).toEqual([
      {
        name: 'tickets',
        programs: [...PROGRAMS].sort(),
        metrics: [...METRICS, ...METRICS_IN_PYTHON].sort(),
        prompts: ['plain'],
        datasets: ['few', 'table'],
      },
    ]);
  });

  it.each(PROGRAMS)('has a program %s whose trials all succeed and are scored', async (program) => {
    const metrics = [...METRICS, ...METRICS_IN_PYTHON];
    const job = { project: 'tickets', program, prompt: 'plain', examples: 'few', model: 'local:echo', metrics };

    const { manifest, summary, events } = await server.settledJob(await server.startJob('evaluate', job));

    expect([manifest.error, events.filter(({ payload }) => 'error' in payload)]).toEqual([null, []]);
    expect(summary).toMatchObject({ trial_count: 3, failure_rate: 0, scoring_count: 36, scoring_failure_rate: 0 });
  });

  it('has a table whose columns are inputs, a reference, ids and tags', async () => {
    const job = { project: 'tickets', program: 'text', prompt: 'plain', examples: 'table', model: 'local:echo', workers: 1 };

    const [first, second] = eventsOf(await server.stream(await server.startJob('run', job))).map(({ payload }) => payload);

    expect(first).toMatchObject({
      status: 'success',
      example: {
        inputs: { subject: 'Invoice 8', text: 'I was charged twice, again.' },
        reference: 'billing',
        id: 'm1',
        tags: ['hard', 'angry'],
      },
    });
    expect(second).toMatchObject({
      status: 'success',
      example: { inputs: { subject: '', text: 'My password does not work.' }, reference: 'login', id: 'm2' },
    });
  });

  it('has a line for the shell that starts such a job', async () => {
    const [script = '', ...others] = BLOCKS.filter(({ language }) => language === 'sh').map(({ text }) => text);

    const { code, stdout } = await runProgram('sh', ['-eu'], script.replaceAll('http://127.0.0.1:8080', server.url));

    expect([others, code]).toEqual([[], 0]);
    const { job_id: jobId } = JSON.parse(stdout) as { job_id: string };
    expect(eventsOf(await server.stream(jobId))).toHaveLength(3 + 18);
  });
});
