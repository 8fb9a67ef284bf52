import { readdirSync } from 'node:fs';
import { beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { DatasetRow } from '../src/evaluation/example.ts';
import { isMetric } from '../src/evaluation/metric.ts';
import { ProjectUnderTest } from './fixtures/project-under-test.ts';

const FOLDER = new URL('../samples/classify_sentiment/', import.meta.url);
const DATASETS = ['full', 'held_out', 'smoke'] as const;
const PROMPTS = ['english', 'mixed'] as const;

const project = new ProjectUnderTest(FOLDER, 'lexicon');

function reviewOf({ example }: DatasetRow): string {
  const { review } = example.inputs;
  return typeof review === 'string' ? review : '';
}

// In a job, the runner resolves 'assay' to the same file.
beforeAll(() => {
  jest.unstable_mockModule('assay', async () => import('../src/index.ts'), { virtual: true });
});

describe('the data of samples/classify_sentiment', () => {
  it.each(DATASETS)('%s has a review and a label in every row', (dataset) => {
    for (const row of project.rows(dataset)) {
      expect(Object.keys(row.example.inputs)).toEqual(['review']);
      expect(reviewOf(row).trim()).not.toBe('');
      expect(['positive', 'negative', 'neutral']).toContain(row.example.reference);
    }
  });

  it('has enough rows of each label', () => {
    expect(project.rows('full').length).toBeGreaterThanOrEqual(60);
    expect(project.rows('held_out').length).toBeGreaterThanOrEqual(40);
    for (const dataset of ['full', 'held_out'] as const) {
      const labels = Map.groupBy(project.rows(dataset), ({ example }) => example.reference);
      for (const rows of labels.values()) expect(rows.length).toBeGreaterThan(project.rows(dataset).length / 5);
    }
  });

  it('has no review twice, in one dataset or in two', () => {
    const reviews = DATASETS.flatMap((dataset) => project.rows(dataset)).map((row) => reviewOf(row).toLowerCase());
    expect(reviews.filter((review, index) => reviews.indexOf(review) !== index)).toEqual([]);
  });
});

describe('the prompts of samples/classify_sentiment', () => {
  it('has the two prompts that the tests know', () => {
    expect(readdirSync(new URL('prompts/', FOLDER)).sort()).toEqual(PROMPTS.map((name) => `${name}.jinja`));
  });

  it.each(PROMPTS)('%s holds the review as it is', (prompt) => {
    for (const row of DATASETS.flatMap((dataset) => project.rows(dataset)))
      expect(project.template(prompt).render(row.example.inputs)).toContain(reviewOf(row));
  });
});

describe('samples/classify_sentiment at work', () => {
  it('has metrics only in metrics.ts and functions only in programs.ts', async () => {
    expect(Object.values(await project.metrics()).every(isMetric)).toBe(true);
    expect(Object.values(await project.programs()).every((program) => typeof program === 'function')).toBe(true);
  });

  it.each(PROMPTS)('scores every trial of v1 under %s by every metric', async (prompt) => {
    const { summary } = await project.run('v1', prompt, 'full');
    expect(summary).toMatchObject({ trial_count: 119, scoring_count: 357, failure_rate: 0, scoring_failure_rate: 0 });
  });

  it.each(['full', 'held_out'] as const)('labels %s better under the prompt that marks the review off', async (dataset) => {
    const english = await project.meanOf('label_correctness', 'v1', 'english', dataset);
    const mixed = await project.meanOf('label_correctness', 'v1', 'mixed', dataset);
    expect(english).toBeGreaterThan(mixed + 0.1);
    expect(english).toBeGreaterThan(0.6);
    expect(english).toBeLessThan(0.9);
  });

  it('finds the evidence in the review only where the prompt marks it off', async () => {
    expect(await project.meanOf('evidence_in_review', 'v1', 'english', 'full')).toBeGreaterThan(
      (await project.meanOf('evidence_in_review', 'v1', 'mixed', 'full')) + 0.1,
    );
  });

  it('takes a wordy answer for a failed trial in plain', async () => {
    const { summary, events } = await project.run('plain', 'mixed', 'smoke');
    expect(summary.failure_rate).toBe(1);
    const [trial] = events.filter((event) => event.type === 'trial');
    expect(trial?.payload.error?.message).toMatch(/^the answer should be one of positive, negative, neutral, but is: /);
    expect((await project.run('plain', 'english', 'smoke')).summary.failure_rate).toBe(0);
  });
});
