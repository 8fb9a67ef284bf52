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

const PROJECT = new URL('../samples/quote_feelings/', import.meta.url);
const DATASETS = ['full', 'held_out'] as const;
const PROMPTS = ['marked', 'run_on'] as const;
type Dataset = (typeof DATASETS)[number];
type Prompt = (typeof PROMPTS)[number];

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

function messageOf({ example }: DatasetRow): string {
  const { message } = example.inputs;
  return typeof message === 'string' ? message : '';
}

function markedPassages({ example }: DatasetRow): unknown[] {
  if (!Array.isArray(example.reference)) throw new Error(`the reference of "${example.inputs.message as string}" is no list`);
  return example.reference;
}

function template(prompt: Prompt): PromptTemplate {
  return new PromptTemplate(read(`prompts/${prompt}.jinja`), `${prompt}.jinja`);
}

async function run(program: string, prompt: Prompt, dataset: Dataset): Promise<{ summary: Summary; events: EngineEvent[] }> {
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

async function meanOf(metric: string, prompt: Prompt, dataset: Dataset): Promise<number> {
  const { summary } = await run('v1', prompt, dataset);
  return summary.per_metric[metric]?.mean ?? NaN;
}

beforeAll(async () => {
  // In a job, the runner resolves 'assay' to the same file.
  jest.unstable_mockModule('assay', async () => import('../src/index.ts'), { virtual: true });
  programs = (await import(new URL('programs.ts', PROJECT).href)) as Record<string, Program>;
  metrics = (await import(new URL('metrics.ts', PROJECT).href)) as Record<string, Metric>;
});

describe('the data of samples/quote_feelings', () => {
  it('has 50 rows or more, and others held out', () => {
    expect(rowsOf('full').length).toBeGreaterThanOrEqual(50);
    expect(rowsOf('held_out').length).toBeGreaterThanOrEqual(20);
  });

  it.each(DATASETS)('%s marks only words that stand in the message', (dataset) => {
    for (const row of rowsOf(dataset)) {
      expect(Object.keys(row.example.inputs)).toEqual(['message']);
      expect(messageOf(row).trim()).not.toBe('');
      for (const passage of markedPassages(row)) expect(messageOf(row)).toContain(passage);
    }
  });

  it.each(DATASETS)('%s has messages with a feeling and some without', (dataset) => {
    const without = rowsOf(dataset).filter((row) => markedPassages(row).length === 0).length;
    expect(without).toBeGreaterThan(rowsOf(dataset).length / 10);
    expect(without).toBeLessThan(rowsOf(dataset).length / 3);
  });

  it('has no message twice, in one dataset or in two', () => {
    const messages = DATASETS.flatMap(rowsOf).map((row) => messageOf(row).toLowerCase());
    expect(messages.filter((message, index) => messages.indexOf(message) !== index)).toEqual([]);
  });
});

describe('the prompts of samples/quote_feelings', () => {
  it('are the two that the tests know', () => {
    expect(readdirSync(new URL('prompts/', PROJECT)).sort()).toEqual(PROMPTS.map((name) => `${name}.jinja`));
  });

  it.each(PROMPTS)('%s holds the message as it is', (prompt) => {
    for (const row of DATASETS.flatMap(rowsOf)) {
      expect(template(prompt).render(row.example.inputs)).toContain(messageOf(row));
    }
  });
});

describe('samples/quote_feelings at work', () => {
  it('has metrics only in metrics.ts and functions only in programs.ts', () => {
    expect(Object.values(metrics).every(isMetric)).toBe(true);
    expect(Object.values(programs).every((program) => typeof program === 'function')).toBe(true);
  });

  it.each(['v1', 'plain'])('scores every trial of %s by every metric', async (program) => {
    const { summary } = await run(program, 'marked', 'full');
    expect(summary).toMatchObject({ trial_count: 60, scoring_count: 240, failure_rate: 0, scoring_failure_rate: 0 });
  });

  it('gives many different scores, not only right and wrong', async () => {
    const { events } = await run('v1', 'marked', 'full');
    const scores = events.flatMap(({ type, payload }) =>
      type === 'scoring' && payload.metric.name === 'word_f1' ? [payload.score?.normalized] : [],
    );
    expect(new Set(scores).size).toBeGreaterThan(8);
  });

  it.each(DATASETS)('agrees better with the readers of %s where the message is marked off', async (dataset) => {
    const marked = await meanOf('word_f1', 'marked', dataset);
    expect(marked).toBeGreaterThan((await meanOf('word_f1', 'run_on', dataset)) + 0.2);
    expect(marked).toBeGreaterThan(0.4);
    expect(marked).toBeLessThan(0.9);
  });

  it('quotes only the message where it is marked off', async () => {
    expect(await meanOf('true_to_message', 'marked', 'full')).toBeGreaterThan(
      (await meanOf('true_to_message', 'run_on', 'full')) + 0.2,
    );
  });

  it('counts a word that is there twice only where it was marked twice', async () => {
    const { score } = metrics.word_f1 as unknown as { score: (context: unknown) => { raw: number; reason: string } };
    const scored = score({ output: { passages: ['so so sad'] }, reference: ['so sad'] });
    expect(scored).toEqual({ raw: 0.8, reason: '2 shared words, 3 quoted, 2 marked' });
    expect(score({ output: { passages: [] }, reference: [] }).raw).toBe(1);
    expect(score({ output: { passages: ['fine'] }, reference: [] }).raw).toBe(0);
  });
});
