import { beforeAll, describe, expect, it, jest } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { DatasetParser } from '../src/evaluation/dataset-row.ts';
import { evaluate } from '../src/evaluation/evaluate.ts';
import type { EngineEvent } from '../src/evaluation/event.ts';
import type { DatasetRow } from '../src/evaluation/example.ts';
import { isMetric, type Metric } from '../src/evaluation/metric.ts';
import type { Program } from '../src/evaluation/program.ts';
import { PromptTemplate } from '../src/evaluation/prompt-template.ts';
import type { Summary } from '../src/evaluation/summary.ts';
import { createLocalModel } from '../src/models/local/local-provider.ts';

const PROJECT = new URL('../samples/classify_sentiment/', import.meta.url);
const DATASETS = ['full', 'held_out', 'smoke'] as const;
const PROMPTS = ['english', 'mixed'] as const;
type Dataset = (typeof DATASETS)[number];

let programs: Record<string, Program>;
let metrics: Record<string, Metric>;

function read(path: string): string {
  return readFileSync(new URL(path, PROJECT), 'utf8');
}

function rowsOf(dataset: Dataset): DatasetRow[] {
  const parser = new DatasetParser(`${dataset}.jsonl`);
  return read(`data/${dataset}.jsonl`)
    .split('\n')
    .map((line, index) => parser.parse(line, index + 1))
    .filter((row) => row !== null);
}

function reviewOf({ example }: DatasetRow): string {
  const { review } = example.inputs;
  return typeof review === 'string' ? review : '';
}

function template(prompt: string): PromptTemplate {
  return new PromptTemplate(read(`prompts/${prompt}.jinja`), `${prompt}.jinja`);
}

async function run(program: string, prompt: string, dataset: Dataset): Promise<{ summary: Summary; events: EngineEvent[] }> {
  const events: EngineEvent[] = [];
  const plan = {
    program: programs[program] as Program,
    template: template(prompt),
    model: createLocalModel('lexicon'),
    generationKwargs: {},
    trialTimeoutMs: null,
    metrics: Object.entries(metrics).map(([name, metric]) => ({
      name,
      metric,
      judge: metric.kind === 'llm_judge' ? createLocalModel(metric.model.replace('local:', '')) : null,
    })),
    rows: () => rowsOf(dataset),
    repeats: 1,
    workers: 4,
    stepIndex: 0,
  };
  const outcome = await evaluate(plan, (event) => void events.push(event), new AbortController().signal);
  return { summary: outcome.job.summary(), events };
}

async function meanOf(metric: string, program: string, prompt: string, dataset: Dataset): Promise<number> {
  const { summary } = await run(program, prompt, dataset);
  return summary.per_metric[metric]?.mean ?? NaN;
}

beforeAll(async () => {
  // In a job, the runner resolves 'assay' to the same file.
  jest.unstable_mockModule('assay', async () => import('../src/index.ts'), { virtual: true });
  programs = (await import(new URL('programs.ts', PROJECT).href)) as Record<string, Program>;
  metrics = (await import(new URL('metrics.ts', PROJECT).href)) as Record<string, Metric>;
});

describe('the data of samples/classify_sentiment', () => {
  it.each(DATASETS)('%s has a review and a label in every row', (dataset) => {
    for (const row of rowsOf(dataset)) {
      expect(Object.keys(row.example.inputs)).toEqual(['review']);
      expect(reviewOf(row).trim()).not.toBe('');
      expect(['positive', 'negative', 'neutral']).toContain(row.example.reference);
    }
  });

  it('has enough rows of each label', () => {
    expect(rowsOf('full').length).toBeGreaterThanOrEqual(60);
    expect(rowsOf('held_out').length).toBeGreaterThanOrEqual(40);
    for (const dataset of ['full', 'held_out'] as const) {
      const labels = Map.groupBy(rowsOf(dataset), ({ example }) => example.reference);
      for (const rows of labels.values()) expect(rows.length).toBeGreaterThan(rowsOf(dataset).length / 5);
    }
  });

  it('has no review twice, in one dataset or in two', () => {
    const reviews = DATASETS.flatMap(rowsOf).map((row) => reviewOf(row).toLowerCase());
    expect(reviews.filter((review, index) => reviews.indexOf(review) !== index)).toEqual([]);
  });
});

describe('the prompts of samples/classify_sentiment', () => {
  it('are the two that the tests know', () => {
    expect(readdirSync(new URL('prompts/', PROJECT)).sort()).toEqual(PROMPTS.map((name) => `${name}.jinja`));
  });

  it.each(PROMPTS)('%s holds the review as it is', (prompt) => {
    for (const row of DATASETS.flatMap(rowsOf)) {
      expect(template(prompt).render(row.example.inputs)).toContain(reviewOf(row));
    }
  });
});

describe('samples/classify_sentiment at work', () => {
  it('has metrics only in metrics.ts and functions only in programs.ts', () => {
    expect(Object.values(metrics).every(isMetric)).toBe(true);
    expect(Object.values(programs).every((program) => typeof program === 'function')).toBe(true);
  });

  it.each(PROMPTS)('scores every trial of v1 under %s by every metric', async (prompt) => {
    const { summary } = await run('v1', prompt, 'full');
    expect(summary).toMatchObject({ trial_count: 119, scoring_count: 357, failure_rate: 0, scoring_failure_rate: 0 });
  });

  it.each(['full', 'held_out'] as const)('labels %s better under the prompt that marks the review off', async (dataset) => {
    const english = await meanOf('label_correctness', 'v1', 'english', dataset);
    const mixed = await meanOf('label_correctness', 'v1', 'mixed', dataset);
    expect(english).toBeGreaterThan(mixed + 0.1);
    expect(english).toBeGreaterThan(0.6);
    expect(english).toBeLessThan(0.9);
  });

  it('finds the evidence in the review only where the prompt marks it off', async () => {
    expect(await meanOf('evidence_in_review', 'v1', 'english', 'full')).toBeGreaterThan(
      (await meanOf('evidence_in_review', 'v1', 'mixed', 'full')) + 0.1,
    );
  });

  it('takes a wordy answer for a failed trial in plain', async () => {
    const { summary, events } = await run('plain', 'mixed', 'smoke');
    expect(summary.failure_rate).toBe(1);
    const [trial] = events.filter((event) => event.type === 'trial');
    expect(trial?.payload.error?.message).toMatch(/^the answer should be one of positive, negative, neutral, but is: /);
    expect((await run('plain', 'english', 'smoke')).summary.failure_rate).toBe(0);
  });
});
