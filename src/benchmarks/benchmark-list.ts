import type { Benchmark, BenchmarkSource } from '../domain/benchmark.ts';

/** What all of them have: these prompts and this dataset stand in each project's folder. */
const USUAL = { program: 'solve', prompt: 'step_by_step', examples: 'test' } as const;

function ofHub(dataset: string, config: string, split: string): BenchmarkSource {
  return { dataset, config, split, url: `https://huggingface.co/datasets/${dataset}` };
}

/** The benchmarks that come with Assay, in the order that they are shown in. */
export const BENCHMARKS_IN_ORDER: readonly Benchmark[] = [
  {
    ...USUAL,
    name: 'demo',
    title: 'Arithmetic demo',
    description:
      'Forty questions of arithmetic, from a plain sum to compound interest, made for trying Assay without a network. ' +
      'A language model of today should get nearly all of them right, so a score tells whether the set-up works, not how good a model is.',
    task: 'math',
    size: 40,
    licence: 'MIT',
    source: null,
    metrics: ['numeric_match'],
  },
  {
    ...USUAL,
    name: 'math500',
    title: 'MATH-500',
    description:
      'Five hundred problems from mathematics competitions for schools, of five levels, with answers in LaTeX: a sample of the MATH test ' +
      'set (Hendrycks et al. 2021) by Lightman et al. 2023. The score is the share of right final answers. The problems and their ' +
      'solutions have been public since 2021, so a model may have been trained on them; good models solve nearly all.',
    task: 'math',
    size: 500,
    licence: 'MIT',
    source: ofHub('HuggingFaceH4/MATH-500', 'default', 'test'),
    metrics: ['math_match'],
  },
  {
    ...USUAL,
    name: 'gsm8k',
    title: 'GSM8K',
    description:
      'Word problems of grade-school mathematics that take two to eight steps, each with a number as its answer (Cobbe et al. 2021). ' +
      'The score is the share of right final numbers. The problems have long been public and are known to have got into training ' +
      'data, and a few references are wrong: near the top, differences of a point say little.',
    task: 'math',
    size: 1319,
    licence: 'MIT',
    source: ofHub('openai/gsm8k', 'main', 'test'),
    metrics: ['numeric_match'],
  },
  {
    ...USUAL,
    name: 'aime24',
    title: 'AIME 2024',
    description:
      'The thirty problems of the American Invitational Mathematics Examination of 2024, with whole numbers from 0 to 999 as answers. ' +
      'With so few, one problem is 3.3 points, and a score is uncertain by up to 18. Repeats (8 or more) take out the chance in the ' +
      'answers, not that in the choice of problems. They have been public since February 2024; newer models may know them.',
    task: 'math',
    size: 30,
    licence: 'Apache-2.0',
    source: ofHub('math-ai/aime24', 'default', 'test'),
    metrics: ['numeric_match'],
  },
  {
    ...USUAL,
    name: 'mmlu_pro',
    title: 'MMLU-Pro',
    description:
      'Questions from fourteen fields, from law to physics, with up to ten options, that ask for knowledge and for reasoning ' +
      '(Wang et al. 2024). The score is the share of right choices; guessing gives a little over 10 %. Many of the questions come ' +
      'from MMLU and from public exams, so a model may have seen them, and some are there twice. A whole run is long: begin with a ' +
      'random part of it.',
    task: 'multiple_choice',
    size: 12032,
    licence: 'MIT',
    source: ofHub('TIGER-Lab/MMLU-Pro', 'default', 'test'),
    metrics: ['choice_match'],
  },
  {
    ...USUAL,
    name: 'supergpqa',
    title: 'SuperGPQA',
    description:
      'Questions at the level of graduate studies from 285 fields, most of them with ten options (M-A-P 2025). The score is the share of ' +
      'right choices; guessing gives a little over 10 %. Much of it is rare knowledge, so a model that reasons well can still miss it. ' +
      'A whole run is very long: begin with a random part of it.',
    task: 'multiple_choice',
    size: 26529,
    licence: 'ODC-By-1.0',
    source: ofHub('m-a-p/SuperGPQA', 'default', 'train'),
    metrics: ['choice_match'],
  },
];
