import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { DatasetParser } from '../evaluation/dataset-row.ts';
import { isMetric } from '../evaluation/metric.ts';
import { PromptTemplate } from '../evaluation/prompt-template.ts';
import { BENCHMARKS_IN_ORDER } from './benchmark-list.ts';
import { BUILT_IN_FOLDER } from './built-in-projects.ts';

/** An example as each benchmark's data has it, with a reference that no prompt may show. */
const REFERENCE = 'the reference';
const INPUTS = {
  math: { question: 'What is {{ 1 }} + 1?' },
  multiple_choice: { question: 'Which one?', options: [' first', 'second {% if %}', '</options>'] },
} as const;

function templateOf(project: string, prompt: string): PromptTemplate {
  return new PromptTemplate(readFileSync(join(BUILT_IN_FOLDER, project, 'prompts', `${prompt}.jinja`), 'utf8'), prompt);
}

async function exportsOf(project: string, module: string): Promise<Readonly<Record<string, unknown>>> {
  return (await import(join(BUILT_IN_FOLDER, project, `${module}.ts`))) as Record<string, unknown>;
}

describe('the benchmarks', () => {
  it('stand in the order that clients know', () => {
    expect(BENCHMARKS_IN_ORDER.map(({ name }) => name)).toEqual([
      'demo',
      'math500',
      'gsm8k',
      'aime24',
      'mmlu_pro',
      'supergpqa',
    ]);
  });

  it('have a page for their source', () => {
    expect(BENCHMARKS_IN_ORDER.map(({ source }) => source?.url ?? null)).toEqual([
      null,
      'https://huggingface.co/datasets/HuggingFaceH4/MATH-500',
      'https://huggingface.co/datasets/openai/gsm8k',
      'https://huggingface.co/datasets/math-ai/aime24',
      'https://huggingface.co/datasets/TIGER-Lab/MMLU-Pro',
      'https://huggingface.co/datasets/m-a-p/SuperGPQA',
    ]);
  });
});

describe.each(BENCHMARKS_IN_ORDER)('the project of $name', ({ name, task, program, prompt, metrics }) => {
  it('has the program and the metrics that are named', async () => {
    expect(typeof (await exportsOf(name, 'programs'))[program]).toBe('function');
    const exported = await exportsOf(name, 'metrics');
    expect(Object.keys(exported).sort()).toEqual([...metrics, 'answer_given'].sort());
    expect(Object.values(exported).filter((metric) => !isMetric(metric))).toEqual([]);
  });

  it.each([...new Set([prompt, 'answer_only'])])('shows question and options by the prompt %s, and nothing else', (file) => {
    const template = templateOf(name, file);
    expect(template.variables()).toEqual(Object.keys(INPUTS[task]).sort());
    const text = template.render({ ...INPUTS[task], reference: REFERENCE, answer: REFERENCE });
    expect(text).toContain(INPUTS[task].question);
    expect(text).not.toContain(REFERENCE);
  });

  it('asks for reasoning by one prompt and for none by the other', () => {
    expect(templateOf(name, 'step_by_step').source).toContain('step by step');
    expect(templateOf(name, 'answer_only').source).not.toContain('step');
    expect(templateOf(name, 'answer_only').source).toContain('alone');
  });
});

describe('the options of a question', () => {
  it.each(['step_by_step', 'answer_only'])('have the letters A to J by the prompt %s, and there are no more', (file) => {
    for (const name of ['mmlu_pro', 'supergpqa']) {
      const template = templateOf(name, file);
      const options = Array.from({ length: 10 }, (_, index) => `option ${index}`);
      const lines = template.render({ question: 'Which?', options }).split('\n');
      expect(lines.filter((line) => /^[A-Z]\. /.test(line))).toEqual(
        options.map((option, index) => `${'ABCDEFGHIJ'.charAt(index)}. ${option}`),
      );
      expect(() => template.render({ question: 'Which?', options: [...options, 'one more'] })).toThrow('undefined');
    }
  });
});

describe('the data of the demo', () => {
  const lines = readFileSync(join(BUILT_IN_FOLDER, 'demo/data/test.jsonl'), 'utf8').split('\n');

  it('has forty rows, each with its own question and an answer in figures', () => {
    const parser = new DatasetParser('demo/data/test.jsonl');
    const examples = lines.flatMap((line, index) => parser.parse(line, index + 1)?.example ?? []);
    expect(examples).toHaveLength(BENCHMARKS_IN_ORDER[0]?.size ?? 0);
    expect(new Set(examples.map(({ inputs }) => inputs['question'])).size).toBe(examples.length);
    for (const { inputs, reference } of examples) {
      expect(Object.keys(inputs)).toEqual(['question']);
      expect(reference).toMatch(/^\$?\d[\d,.]*(?:\/\d+)?(?:%| [a-z/]+)?$/);
    }
  });
});
