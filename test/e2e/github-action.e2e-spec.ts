import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';

interface Step {
  readonly id?: string;
  readonly if?: string;
  readonly shell: string;
  readonly env: Readonly<Record<string, string>>;
  readonly run: string;
}

interface Action {
  readonly inputs: Readonly<Record<string, { readonly default?: string; readonly required?: boolean }>>;
  readonly outputs: Readonly<Record<string, { readonly value: string }>>;
  readonly runs: { readonly using: string; readonly steps: readonly Step[] };
}

const ROOT = new URL('../../', import.meta.url).pathname;

describe('the action for GitHub', () => {
  let folder: string;
  let action: Action;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'assay-action-'));
    action = parse(await readFile(join(ROOT, 'deploy/github-action/action.yml'), 'utf8')) as Action;
    await writeFile(join(folder, 'good.json'), results(36, 40));
    await writeFile(join(folder, 'bad.json'), results(8, 40));
  });

  afterAll(async () => {
    await rm(folder, { recursive: true, force: true });
  });

  function results(right: number, of: number): string {
    const samples = Array.from({ length: of }, (_, at) => ({ id: `s${at}`, scores: { accuracy: at < right } }));
    return JSON.stringify({ samples });
  }

  interface Ran {
    readonly code: number;
    readonly stdout: string;
    readonly summary: string;
    readonly output: string;
  }

  /** The step with its environment made of inputs, as a runner does. */
  async function run(step: Step | undefined, inputs: Readonly<Record<string, string>>): Promise<Ran> {
    if (step === undefined) throw new Error('there is no such step');
    const [summary, output] = [join(folder, 'summary.md'), join(folder, 'output')];
    await Promise.all([writeFile(summary, ''), writeFile(output, '')]);
    const valued = Object.entries(step.env).map(([name, text]) => [
      name,
      text.replaceAll(
        /\$\{\{ inputs\.([\w-]+) \}\}/g,
        (_, input: string) => inputs[input] ?? action.inputs[input]?.default ?? '',
      ),
    ]);
    const env = {
      PATH: process.env['PATH'],
      HOME: folder,
      GITHUB_STEP_SUMMARY: summary,
      GITHUB_OUTPUT: output,
      ...(Object.fromEntries(valued) as Record<string, string>),
    };
    const { code, stdout } = await new Promise<{ code: number; stdout: string }>((resolve) => {
      execFile('bash', ['-c', step.run], { cwd: folder, env }, (error, text) => {
        resolve({ code: typeof error?.code === 'number' ? error.code : error === null ? 0 : -1, stdout: text });
      });
    });
    return { code, stdout, summary: await readFile(summary, 'utf8'), output: await readFile(output, 'utf8') };
  }

  const command = `${process.execPath} ${join(ROOT, 'dist/main.js')}`;

  it('is composite, each step names its shell, and expressions stand in no script', () => {
    expect(action.runs.using).toBe('composite');
    for (const { shell, run: script } of action.runs.steps) {
      expect(shell).toBe('bash');
      expect(script).not.toContain('${{');
    }
    const used = action.runs.steps.flatMap(
      ({ env }) =>
        Object.values(env)
          .join(' ')
          .match(/inputs\.[\w-]+/g) ?? [],
    );
    for (const input of used) expect(Object.keys(action.inputs)).toContain(input.slice('inputs.'.length));
  });

  it('passes a candidate that is no worse, with a summary, a notice and JUnit XML', async () => {
    const ran = await run(
      action.runs.steps.find(({ id }) => id === 'compare'),
      { command, candidate: 'good.json', baseline: 'bad.json' },
    );
    expect([ran.code, ran.output]).toEqual([0, 'passed=true\n']);
    expect(ran.stdout).toMatch(/^::notice title=accuracy%3A .*::In “accuracy”, .* is better than /);
    expect(ran.summary).toContain('is better than');
    expect(await readFile(join(folder, 'assay-junit.xml'), 'utf8')).toContain('tests="1" failures="0"');
  });

  it('fails a candidate that is worse, and says so everywhere', async () => {
    const ran = await run(
      action.runs.steps.find(({ id }) => id === 'compare'),
      { command, candidate: 'bad.json', baseline: 'good.json', compare: '--metric accuracy', junit: 'own.xml' },
    );
    expect([ran.code, ran.output]).toEqual([3, 'passed=false\n']);
    expect(ran.stdout).toMatch(/^::error title=accuracy%3A /);
    expect(await readFile(join(folder, 'own.xml'), 'utf8')).toContain('<failure type="gate"');
  });

  it('ends with the fault of a comparison that can’t be made', async () => {
    const ran = await run(
      action.runs.steps.find(({ id }) => id === 'compare'),
      { command, candidate: 'good.json', baseline: 'missing.json' },
    );
    expect(ran.code).toBe(2);
    expect(ran.output).toBe('');
  });

  it('gives the arguments of an evaluation on', async () => {
    const ran = await run(action.runs.steps[0], {
      command: 'echo',
      evaluate: '--project mood --program v1',
      server: 'http://s',
    });
    expect([ran.code, ran.stdout]).toEqual([0, 'evaluate --project mood --program v1 --server http://s\n']);
  });
});
