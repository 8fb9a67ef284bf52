import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { assayProgram } from '../program.ts';
import { completedValues } from './completed-values.ts';
import { completeWords } from './word-completion.ts';

const METRICS = `import { x } from 'assay';
export const right = programmaticMetric({});
/* export const old = 1; */
export { right as near, type Label, _private };
const own = 1;
`;

let root: string;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'assay-words-'));
  await mkdir(join(root, 'mood', 'prompts'), { recursive: true });
  await mkdir(join(root, 'other', 'data'), { recursive: true });
  await mkdir(join(root, 'jobs', 'job-1'), { recursive: true });
  await writeFile(join(root, 'mood', 'prompts', 'plain.jinja'), '');
  await writeFile(join(root, 'mood', 'programs.ts'), 'export async function v1() {}\nexport const v2 = 1, _no = 2;\nthrow 1;');
  await writeFile(join(root, 'mood', 'metrics.ts'), METRICS);
  await writeFile(join(root, 'other', 'data', 'all.jsonl'), '');
  await writeFile(
    join(root, 'jobs', 'job-1', 'manifest.json'),
    '{"kind":"run","project":"mood","prompt":"plain","status":"done","started_at":"now"}',
  );
  await mkdir(join(root, 'jobs', 'job-2'));
  await writeFile(join(root, 'jobs', 'job-2', 'manifest.json'), '{"kind":"run","status":"running"}');
  await mkdir(join(root, 'jobs', 'job-3'));
  await writeFile(join(root, 'jobs', 'job-3', 'manifest.json'), '{"kind":"run","status":"cancelled"}');
});

afterAll(() => rm(root, { recursive: true }));

async function words(...line: readonly string[]): Promise<string | string[]> {
  const completion = await completeWords(assayProgram(), line, completedValues);
  return typeof completion === 'string' ? completion : completion.map(({ word }) => word);
}

function inMood(...line: readonly string[]): Promise<string | string[]> {
  return words('evaluate', '--projects-root', root, '--project', 'mood', ...line);
}

describe('completeWords', () => {
  it('completes commands, and hides those that are not for people', async () => {
    expect(await words('e')).toEqual(['evaluate', 'export']);
    expect(await words('')).toEqual(expect.arrayContaining(['serve', 'run', 'optimize', 'init', 'report', 'completion']));
    expect(await words('_')).toEqual([]);
  });

  it('completes the options of a command that are not there yet; a metric may be there again', async () => {
    expect(await words('run', '--pro')).toEqual(
      ['--project', '--program', '--prompt', '--projects-root'].filter((word) => word.startsWith('--pro')),
    );
    expect(await inMood('--projec')).toEqual([]);
    expect(await inMood('--metric', 'right', '--met')).toEqual(['--metric']);
  });

  it('completes the names of the project that was named, or of all', async () => {
    expect(await words('run', `--projects-root=${root}`, '--project=mo')).toEqual(['--project=mood']);
    expect(await words('run', `--projects-root=${root}`, '--project=o')).toEqual(['--project=other']);
    expect(await inMood('--program', '')).toEqual(['v1', 'v2']);
    expect(await inMood('--prompt', 'p')).toEqual(['plain']);
    expect(await inMood('--examples', '')).toEqual([]);
    expect(await words('run', '--projects-root', root, '--examples', 'a')).toEqual(['all']);
    expect(await words('run', '--projects-root', join(root, 'nowhere'), '--project', '')).toEqual([]);
  });

  it('completes benchmarks, as projects and by themselves', async () => {
    expect(await words('run', '--projects-root', root, '--project', 'gs')).toEqual(['gsm8k']);
    expect(await words('run', '--projects-root', root, '--project', 'gsm8k', '--prompt', '')).toEqual([
      'answer_only',
      'step_by_step',
    ]);
    expect(await words('benchmark', 'm')).toEqual(['math500', 'mmlu_pro']);
    expect(await words('benchmark', '')).toEqual(expect.arrayContaining(['list', 'import', 'demo']));
    expect(await words('benchmark', 'import', 'gsm8k', '')).toBe('files');
    expect(await words('benchmark', 'gsm8k', '--prompt', '')).toEqual(['answer_only', 'step_by_step']);
    expect(await words('benchmark', 'gsm8k', '--metric', '')).toEqual(['answer_given', 'numeric_match']);
  });

  it('completes metrics in a list with commas, each once', async () => {
    expect(await inMood('--metric', '')).toEqual(['near', 'right']);
    expect(await inMood('--metric', 'right,')).toEqual(['right,near']);
  });

  it('completes models, choices, jobs and paths', async () => {
    expect(await inMood('--model', 'local:ec')).toEqual(['local:echo']);
    expect(await inMood('--format', 'n')).toEqual(['ndjson']);
    expect(await words('completion', 'z')).toEqual(['zsh']);
    expect(Array.from(await words('report', '--projects-root', root, '')).sort()).toEqual(['job-1', 'job-2', 'job-3']);
    expect(await words('init', '')).toBe('directories');
    expect(await words('openapi', '')).toBe('files');
  });

  it('completes jobs that can be cancelled, resumed or scored', async () => {
    process.env.ASSAY_PROJECTS_ROOT = root;
    expect(await words('cancel', '')).toEqual(['job-2']);
    expect(await words('resume', '')).toEqual(['job-3']);
    expect(Array.from(await words('score', '')).sort()).toEqual(['job-1', 'job-3']);
    delete process.env.ASSAY_PROJECTS_ROOT;
  });

  it('has nothing for what it does not know', async () => {
    expect(await words('run', '--label', '')).toEqual([]);
    expect(await words('run', '--nonsense', 'x', '')).toEqual([]);
    expect(await words('completion', 'bash', '')).toEqual([]);
  });
});
