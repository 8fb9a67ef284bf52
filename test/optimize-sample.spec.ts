import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it, jest } from '@jest/globals';
import { DatasetParser } from '../src/evaluation/dataset-row.ts';
import { evaluate } from '../src/evaluation/evaluate.ts';
import type { DatasetRow } from '../src/evaluation/example.ts';
import type { Metric } from '../src/evaluation/metric.ts';
import { optimize } from '../src/evaluation/optimize.ts';
import type { Program } from '../src/evaluation/program.ts';
import { PromptTemplate } from '../src/evaluation/prompt-template.ts';
import { SearchSteps } from '../src/evaluation/search-steps.ts';
import type { Summary } from '../src/evaluation/summary.ts';
import { createLocalModel } from '../src/offline/local-models.ts';

const PROJECT = new URL('../samples/classify_sentiment/', import.meta.url);
const { signal } = new AbortController();

let programs: Record<string, Program>;
let metrics: Record<string, Metric>;

function read(path: string): string {
  return readFileSync(new URL(path, PROJECT), 'utf8');
}

function rowsOf(dataset: string): DatasetRow[] {
  const parser = new DatasetParser(dataset);
  return read(`data/${dataset}.jsonl`)
    .split('\n')
    .flatMap((line, index) => parser.parse(line, index + 1) ?? []);
}

/** All that an evaluation of the sample needs but the template. */
function setup(program: string, metricNames: readonly string[], dataset: string) {
  return {
    program: programs[program] as Program,
    model: createLocalModel('lexicon'),
    generationKwargs: {},
    trialTimeoutMs: null,
    metrics: metricNames.map((name) => {
      const metric = metrics[name] as Metric;
      return { name, metric, judge: metric.kind === 'llm_judge' ? createLocalModel('overlap') : null };
    }),
    rows: () => rowsOf(dataset),
    repeats: 1,
    workers: 4,
  };
}

async function search(program: string, metricNames: readonly string[], steps: number, workers = 4): Promise<Required<Summary>> {
  const sample = setup(program, metricNames, 'full');
  const plan = {
    ...sample,
    rows: { read: sample.rows },
    stepTrials: sample.rows().length,
    workers,
    template: new PromptTemplate(read('prompts/mixed.jinja')),
    steps,
    proposer: createLocalModel('proposer'),
    task: { project: 'classify_sentiment', program, source: read('programs.ts') },
  };
  const found = new SearchSteps(plan, () => undefined);
  await optimize(plan, found, signal);
  return found.fold.summary() as Required<Summary>;
}

async function scoreOf(source: string, program: string, metricNames: readonly string[]): Promise<number> {
  const plan = { ...setup(program, metricNames, 'held_out'), template: new PromptTemplate(source), stepIndex: 0 };
  return (await evaluate(plan, () => undefined, signal)).total.overall.mean ?? NaN;
}

beforeAll(async () => {
  // In a job, the runner resolves 'assay' to the same file.
  jest.unstable_mockModule('assay', async () => import('../src/index.ts'), { virtual: true });
  programs = (await import(new URL('programs.ts', PROJECT).href)) as Record<string, Program>;
  metrics = (await import(new URL('metrics.ts', PROJECT).href)) as Record<string, Metric>;
});

describe('local:proposer on the sample, with local:lexicon', () => {
  it.each([
    ['v1', ['label_correctness'], 0.1],
    ['v1', ['label_correctness', 'label_closeness', 'evidence_in_review'], 0.2],
    ['plain', ['label_correctness'], 0.5],
  ])('finds a better prompt for %s by %p, which holds on reviews that it was not shown', async (program, names, gain) => {
    const { steps, best_step: best } = await search(program, names, 12);
    const baseline = steps[0];
    if (baseline === undefined || best === null) throw new Error('nothing was scored');
    expect(best.score).toBeGreaterThan((baseline.score ?? 1) + gain);
    const [before, after] = await Promise.all(
      [baseline, best].map(({ prompt_template: template }) => scoreOf(template, program, names)),
    );
    // Less is gained on other data than on those that were searched with, but most of it.
    expect(after).toBeGreaterThan((before ?? 1) + gain * 0.8);
  });

  it('gets there by the moves that matter to the lexicon, one on the other', async () => {
    const { best_step: best } = await search('plain', ['label_correctness'], 10);
    expect(best?.prompt_template).toMatch(/Answer with the label only/);
    expect(best?.prompt_template).not.toMatch(/explain/);
    expect(best?.prompt_template).toMatch(/^- neutral: .*in balance$/m);
    expect(best?.prompt_template).toMatch(/<review>\n\{\{ review \}\}\n<\/review>\n$/);
  });

  it('puts no review of the data into a template', async () => {
    const { steps } = await search('v1', ['label_correctness'], 12);
    const reviews = ['full', 'held_out'].flatMap(rowsOf).map(({ example }) => example.inputs.review as string);
    for (const { prompt_template: template } of steps)
      expect(reviews.filter((review) => template.includes(review))).toEqual([]);
  });

  it('gives the same search however many workers there are', async () => {
    const templates = async (workers: number): Promise<readonly string[]> =>
      (await search('v1', ['label_correctness'], 5, workers)).steps.map(({ prompt_template: template }) => template);
    expect(await templates(1)).toEqual(await templates(7));
  });
});
