import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { BUILT_IN_FOLDER } from '../src/benchmarks/built-in-projects.ts';
import * as metrics from '../src/benchmarks/projects/demo/metrics.ts';
import { solve } from '../src/benchmarks/projects/demo/programs.ts';
import { DatasetParser } from '../src/evaluation/dataset-row.ts';
import { evaluate } from '../src/evaluation/evaluate.ts';
import type { DatasetRow } from '../src/evaluation/example.ts';
import type { Program } from '../src/evaluation/program.ts';
import { PromptTemplate } from '../src/evaluation/prompt-template.ts';
import { createLocalModel } from '../src/models/local/local-provider.ts';

const { signal } = new AbortController();

function read(path: string): string {
  return readFileSync(join(BUILT_IN_FOLDER, 'demo', path), 'utf8');
}

function rows(): DatasetRow[] {
  const parser = new DatasetParser('test');
  return read('data/test.jsonl')
    .split('\n')
    .flatMap((line, index) => parser.parse(line, index + 1) ?? []);
}

/** The mean of each metric, as `local:arithmetic` does by the prompt. */
async function scores(prompt: string): Promise<Readonly<Record<string, number | null>>> {
  const plan = {
    program: solve as Program,
    template: new PromptTemplate(read(`prompts/${prompt}.jinja`)),
    model: createLocalModel('arithmetic'),
    metrics: Object.entries(metrics).map(([name, metric]) => ({ name, metric, judge: null })),
    rows,
    repeats: 1,
    workers: 4,
    generationKwargs: {},
    trialTimeoutMs: null,
    stepIndex: 0,
  };
  const { summary } = (await evaluate(plan, () => undefined, signal)).step;
  return Object.fromEntries(Object.entries(summary.per_metric).map(([name, { mean }]) => [name, mean]));
}

describe('the demo benchmark, with local:arithmetic', () => {
  it('is solved where there is an expression, when asked to reason step by step', async () => {
    expect(await scores('step_by_step')).toEqual({ numeric_match: 25 / 40, answer_given: 25 / 40 });
  });

  it('is solved only where precedence does not matter, when asked for the answer alone', async () => {
    expect(await scores('answer_only')).toEqual({ numeric_match: 11 / 40, answer_given: 25 / 40 });
  });

  it('counts every reference as right when it is the answer', async () => {
    for (const { example } of rows()) {
      const context = { output: example.reference, example, inputs: example.inputs, reference: example.reference };
      expect(await metrics.numeric_match.score(context as never)).toMatchObject({ raw: true });
    }
  });
});
