import { readdirSync } from 'node:fs';
import { beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { DatasetRow } from '../src/evaluation/example.ts';
import { isMetric } from '../src/evaluation/metric.ts';
import { ProjectUnderTest } from './fixtures/project-under-test.ts';

const FOLDER = new URL('../samples/quote_feelings/', import.meta.url);
const DATASETS = ['full', 'held_out'] as const;
const PROMPTS = ['marked', 'run_on'] as const;

const project = new ProjectUnderTest(FOLDER, 'lexicon');

function messageOf({ example }: DatasetRow): string {
  const { message } = example.inputs;
  return typeof message === 'string' ? message : '';
}

function markedPassages({ example }: DatasetRow): unknown[] {
  if (!Array.isArray(example.reference)) throw new Error(`the reference of "${example.inputs.message as string}" is no list`);
  return example.reference;
}

// In a job, the runner resolves 'assay' to the same file.
beforeAll(() => {
  jest.unstable_mockModule('assay', async () => import('../src/index.ts'), { virtual: true });
});

describe('the data of samples/quote_feelings', () => {
  it('has 50 rows or more, and others held out', () => {
    expect(project.rows('full').length).toBeGreaterThanOrEqual(50);
    expect(project.rows('held_out').length).toBeGreaterThanOrEqual(20);
  });

  it.each(DATASETS)('%s marks only words that stand in the message', (dataset) => {
    for (const row of project.rows(dataset)) {
      expect(Object.keys(row.example.inputs)).toEqual(['message']);
      expect(messageOf(row).trim()).not.toBe('');
      for (const passage of markedPassages(row)) expect(messageOf(row)).toContain(passage);
    }
  });

  it.each(DATASETS)('%s has messages with a feeling and some without', (dataset) => {
    const without = project.rows(dataset).filter((row) => markedPassages(row).length === 0).length;
    expect(without).toBeGreaterThan(project.rows(dataset).length / 10);
    expect(without).toBeLessThan(project.rows(dataset).length / 3);
  });

  it('has no message twice, in one dataset or in two', () => {
    const messages = DATASETS.flatMap((dataset) => project.rows(dataset)).map((row) => messageOf(row).toLowerCase());
    expect(messages.filter((message, index) => messages.indexOf(message) !== index)).toEqual([]);
  });
});

describe('the prompts of samples/quote_feelings', () => {
  it('has the two prompts that the tests know', () => {
    expect(readdirSync(new URL('prompts/', FOLDER)).sort()).toEqual(PROMPTS.map((name) => `${name}.jinja`));
  });

  it.each(PROMPTS)('%s holds the message as it is', (prompt) => {
    for (const row of DATASETS.flatMap((dataset) => project.rows(dataset)))
      expect(project.template(prompt).render(row.example.inputs)).toContain(messageOf(row));
  });
});

describe('samples/quote_feelings at work', () => {
  it('has metrics only in metrics.ts and functions only in programs.ts', async () => {
    expect(Object.values(await project.metrics()).every(isMetric)).toBe(true);
    expect(Object.values(await project.programs()).every((program) => typeof program === 'function')).toBe(true);
  });

  it.each(['v1', 'plain'])('scores every trial of %s by every metric', async (program) => {
    const { summary } = await project.run(program, 'marked', 'full');
    expect(summary).toMatchObject({ trial_count: 60, scoring_count: 240, failure_rate: 0, scoring_failure_rate: 0 });
  });

  it('gives many different scores, not only right and wrong', async () => {
    const { events } = await project.run('v1', 'marked', 'full');
    const scores = events.flatMap(({ type, payload }) =>
      type === 'scoring' && payload.metric.name === 'word_f1' ? [payload.score?.normalized] : [],
    );
    expect(new Set(scores).size).toBeGreaterThan(8);
  });

  it.each(DATASETS)('agrees better with the readers of %s where the message is marked off', async (dataset) => {
    const marked = await project.meanOf('word_f1', 'v1', 'marked', dataset);
    expect(marked).toBeGreaterThan((await project.meanOf('word_f1', 'v1', 'run_on', dataset)) + 0.2);
    expect(marked).toBeGreaterThan(0.4);
    expect(marked).toBeLessThan(0.9);
  });

  it('quotes only the message where it is marked off', async () => {
    expect(await project.meanOf('true_to_message', 'v1', 'marked', 'full')).toBeGreaterThan(
      (await project.meanOf('true_to_message', 'v1', 'run_on', 'full')) + 0.2,
    );
  });

  it('counts a word that is there twice only where it was marked twice', async () => {
    const { word_f1: metric } = await project.metrics();
    const { score } = metric as unknown as { score: (context: unknown) => { raw: number; reason: string } };
    const scored = score({ output: { passages: ['so so sad'] }, reference: ['so sad'] });
    expect(scored).toEqual({ raw: 0.8, reason: '2 shared words, 3 quoted, 2 marked' });
    expect(score({ output: { passages: [] }, reference: [] }).raw).toBe(1);
    expect(score({ output: { passages: ['fine'] }, reference: [] }).raw).toBe(0);
  });
});
