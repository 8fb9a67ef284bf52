import { appendFile, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { TrajectoryDto } from '../../src/jobs/steps.dto.ts';
import { temporaryRoot } from '../fixtures/temporary-root.ts';
import { assay } from './assay-process.ts';
import { ADD_FIVE, type Answer, RunningServer } from './running-server.ts';

const SEARCH = {
  ...ADD_FIVE,
  program: 'flaky',
  metrics: ['correct', 'judged'],
  steps: 2,
  proposer_model: 'local:proposer',
  workers: 2,
};

/** Survives the baseline and not the first candidate, which has tags. */
const FRAGILE = `
export const fragile = defineProgram<Sum>(async ({ render, complete }) => {
  const { text } = await complete(render());
  if (text.includes('</a>')) process.exit(3);
  return text.length;
});
`;

let server: RunningServer;

beforeAll(async () => {
  const root = await temporaryRoot('arithmetic');
  await appendFile(join(root.path, 'arithmetic/programs.ts'), FRAGILE);
  server = await RunningServer.start({ maxQueuedJobs: 2 }, root);
});
afterAll(() => server.close());

async function ended(kind: 'evaluate' | 'optimize', body: object): Promise<string> {
  const jobId = await server.startJob(kind, body);
  await server.settledJob(jobId);
  return jobId;
}

function save(jobId: string, body: object): Promise<Answer> {
  return server.post(`/api/jobs/${jobId}/prompt`, body);
}

async function templates(jobId: string): Promise<TrajectoryDto['steps']> {
  return (await server.get<TrajectoryDto>(`/api/jobs/${jobId}/steps`)).body.steps;
}

function fileText(name: string): Promise<string> {
  return readFile(join(server.root.path, 'arithmetic/prompts', `${name}.jinja`), 'utf8');
}

describe('POST /api/jobs/{id}/prompt', () => {
  it('saves the best template, or that of a step, as a prompt that new jobs can use', async () => {
    const jobId = await ended('optimize', SEARCH);
    const steps = await templates(jobId);
    const best = steps.find((step) => step.is_best);

    const { status, body } = await save(jobId, { name: 'best_one' });
    expect([status, body]).toEqual([
      201,
      {
        project: 'arithmetic',
        prompt: 'best_one',
        file: 'prompts/best_one.jinja',
        step_index: best?.step_index,
        outcome: 'created',
        warning: null,
      },
    ]);
    expect(await fileText('best_one')).toBe(best?.prompt_template);
    expect(await save(jobId, { name: 'last_one', step_index: 2 })).toMatchObject({ status: 201, body: { step_index: 2 } });
    expect(await fileText('last_one')).toBe(steps[2]?.prompt_template);

    const { body: catalog } = await server.get<{ projects: { name: string; prompts: string[] }[] }>('/api/catalog');
    expect(catalog.projects.find(({ name }) => name === 'arithmetic')?.prompts).toEqual(
      expect.arrayContaining(['best_one', 'last_one']),
    );
    const used = await server.settledJob(await server.startJob('evaluate', { ...ADD_FIVE, prompt: 'last_one' }));
    expect(used.manifest.status).toBe('done');
  });

  it('saves the same text once, and replaces another one only when told to', async () => {
    const jobId = await ended('optimize', { ...SEARCH, steps: 1 });
    await save(jobId, { name: 'again', step_index: 1 });
    expect(await save(jobId, { name: 'again', step_index: 1 })).toMatchObject({ status: 200, body: { outcome: 'unchanged' } });
    const { status, body } = await save(jobId, { name: 'again', step_index: 0 });
    expect([status, body.type, body.detail]).toEqual([
      409,
      'urn:assay:problem:already_exists',
      expect.stringContaining('arithmetic/prompts/again.jinja is there already'),
    ]);
    const replaced = await save(jobId, { name: 'again', step_index: 0, overwrite: true });
    expect(replaced).toMatchObject({ status: 200, body: { outcome: 'replaced', step_index: 0 } });
    expect(await fileText('again')).toBe('What is {{ a }} + {{ b }}?\n');
  });

  it('says what is wrong with a name at its field', async () => {
    const { status, body } = await save('any', { name: 'No Name' });
    expect([status, body.errors]).toEqual([422, [{ path: 'name', message: expect.stringContaining('lower-case') as unknown }]]);
    expect((await save('any', { name: 'a'.repeat(101) })).status).toBe(422);
    expect((await save('any', { name: 'fine', step: 1 })).status).toBe(422);
    expect((await save('any', { name: 'fine' })).status).toBe(404);
  });

  it('refuses a job without templates, a step that is not there, and one without a score', async () => {
    const evaluation = await save(await ended('evaluate', ADD_FIVE), { name: 'none' });
    expect([evaluation.status, evaluation.body.detail]).toEqual([400, expect.stringContaining('it used the prompt plain')]);

    const broken = await ended('optimize', { ...SEARCH, program: 'fragile', metrics: ['correct'] });
    const far = await save(broken, { name: 'none', step_index: 7 });
    expect([far.status, far.body.detail]).toEqual([400, 'the job has no step 7; it has the steps 0 to 1']);
    const unfinished = await save(broken, { name: 'none', step_index: 1 });
    expect([unfinished.status, unfinished.body.detail]).toEqual([409, expect.stringContaining('step 1 was not finished')]);
    expect(await save(broken, { name: 'survivor' })).toMatchObject({ status: 201, body: { step_index: 0 } });
  });

  it('is what the command does, here and on a server', async () => {
    const jobId = await ended('optimize', { ...SEARCH, steps: 1, label: 'a search' });
    const places = [
      ['here', ['--projects-root', server.root.path]],
      ['there', ['--server', server.url]],
    ] as const;
    for (const [name, place] of places) {
      const saved = await assay('prompt', 'save', jobId, '--name', name, '--step', '0', ...place);
      expect(saved).toMatchObject({
        code: 0,
        stdout: `Saved the template of step 0 as the prompt ${name}: arithmetic/prompts/${name}.jinja\n`,
      });
      expect(await fileText(name)).toBe('What is {{ a }} + {{ b }}?\n');

      const taken = await assay('prompt', 'save', jobId, '--name', name, '--step', '1', ...place);
      expect([taken.code, taken.stderr]).toEqual([1, expect.stringContaining('is there already')]);
      const replaced = await assay(
        'prompt',
        'save',
        jobId,
        '--name',
        name,
        '--step',
        '1',
        '--overwrite',
        '--format',
        'json',
        ...place,
      );
      for (const [at, called] of ['a search', jobId.slice(0, 6), 'latest'].entries()) {
        expect(await assay('prompt', 'save', called, '--name', `${name}_${String(at)}`, '--step', '0', ...place)).toMatchObject(
          {
            code: 0,
            stdout: expect.stringContaining('Saved the template of step 0') as unknown,
          },
        );
      }
      expect(JSON.parse(replaced.stdout)).toMatchObject({ prompt: name, step_index: 1, outcome: 'replaced' });
      expect(await assay('prompt', 'save', jobId, '--name', 'No', ...place)).toMatchObject({ code: 2, stdout: '' });
    }
  });

  it('says that the project of the job is gone', async () => {
    const jobId = await ended('optimize', { ...SEARCH, steps: 0 });
    await rm(join(server.root.path, 'arithmetic'), { recursive: true });
    const { status, body } = await save(jobId, { name: 'late' });
    expect([status, body.detail]).toEqual([404, expect.stringContaining('there is no project "arithmetic"')]);
  });
});
