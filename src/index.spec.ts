import { describe, expect, it } from '@jest/globals';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import * as assay from './index.ts';

describe('assay', () => {
  it('offers what a project needs, and nothing else', () => {
    expect(Object.keys(assay).sort()).toEqual([
      'answerGiven',
      'bleu',
      'choiceMatch',
      'chosenOption',
      'chrf',
      'contains',
      'defineProgram',
      'embeddingSimilarity',
      'exactMatch',
      'finalAnswer',
      'jsonMatch',
      'levenshtein',
      'llmJudge',
      'mathMatch',
      'numericClose',
      'numericMatch',
      'ordinal',
      'pairwiseJudge',
      'programmaticMetric',
      'range',
      'regexMatch',
      'rouge',
      'rubricJudge',
      'schemaMatch',
      'tokenF1',
      'z',
    ]);
  });

  it('loads in Node as it is written', async () => {
    const script = `import(${JSON.stringify(new URL('./index.ts', import.meta.url).href)}).then((assay) => console.log(assay.ordinal([1, 2]).levels.length))`;
    const { stdout, stderr } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script]);
    expect({ stdout, stderr }).toEqual({ stdout: '2\n', stderr: '' });
  });

  it('types a program by its inputs and its schema', async () => {
    const program = assay.defineProgram<{ review: string }>(async ({ inputs, render, complete }) => {
      const prompt = render({ REVIEW: inputs.review.trim() });
      const { output } = await complete(prompt, { schema: assay.z.object({ label: assay.z.enum(['positive', 'negative']) }) });
      const label: 'positive' | 'negative' = output.label;
      return { label };
    });
    expect(typeof program).toBe('function');
  });
});
