import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { BUILT_IN_FOLDER } from '../src/benchmarks/built-in-projects.ts';
import * as metrics from '../src/benchmarks/projects/demo/metrics.ts';
import { ProjectUnderTest } from './fixtures/project-under-test.ts';

const project = new ProjectUnderTest(pathToFileURL(join(BUILT_IN_FOLDER, 'demo/')), 'arithmetic');

/** The mean of each metric by the prompt. */
async function scores(prompt: string): Promise<Readonly<Record<string, number | null>>> {
  const { summary } = await project.run('solve', prompt, 'test');
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
    for (const { example } of project.rows('test')) {
      const context = { output: example.reference, example, inputs: example.inputs, reference: example.reference };
      expect(await metrics.numeric_match.score(context as never)).toMatchObject({ raw: true });
    }
  });
});
