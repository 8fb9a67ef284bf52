import { describe, expect, it } from '@jest/globals';
import { BENCHMARKS_IN_ORDER } from '../benchmark-list.ts';
import { rowLine } from './row-form.ts';
import { benchmarkOfRow, rowFormOf } from './row-forms.ts';

const LETTERS = ['A1', 'B2', 'C3'];

/** A row of each source, and the line that it becomes. */
const SOURCES = {
  gsm8k: [
    { question: 'How many?', answer: 'Many: <<1000*2=2000>>2,000\n#### 2,125,000' },
    '{"inputs":{"question":"How many?"},"reference":"2125000"}\n',
  ],
  math500: [
    {
      problem: 'What is $x$?',
      solution: 'It is \\boxed{\\frac12}.',
      answer: '\\frac12',
      subject: 'Algebra',
      level: 5,
      unique_id: 'test/algebra/1.json',
    },
    '{"inputs":{"question":"What is $x$?","subject":"Algebra","level":5,"id":"test/algebra/1.json"},"reference":"\\\\frac12"}\n',
  ],
  aime24: [
    { id: 60, problem: 'Every morning…', solution: '\\boxed{204}', url: 'https://example.org' },
    '{"inputs":{"question":"Every morning…","id":"60"},"reference":"204"}\n',
  ],
  mmlu_pro: [
    {
      question_id: 70,
      question: 'Which?',
      options: LETTERS,
      answer: 'C',
      answer_index: 2,
      cot_content: '',
      category: 'law',
      src: 'x',
    },
    '{"inputs":{"question":"Which?","options":["A1","B2","C3"],"category":"law","id":"70"},"reference":"C"}\n',
  ],
  supergpqa: [
    {
      uuid: 'f00',
      question: 'Which?',
      options: LETTERS,
      answer: 'B2',
      answer_letter: 'B',
      discipline: 'Science',
      field: 'Physics',
      subfield: 'Optics',
      difficulty: 'hard',
      is_calculation: false,
    },
    '{"inputs":{"question":"Which?","options":["A1","B2","C3"],"discipline":"Science","field":"Physics","subfield":"Optics","difficulty":"hard","id":"f00"},"reference":"B"}\n',
  ],
} as const;

type Name = keyof typeof SOURCES;
const NAMES = Object.keys(SOURCES) as Name[];

function lineOf(name: Name, row: unknown): string {
  return rowLine(rowFormOf(name).read(row));
}

describe('a row of the source', () => {
  it.each(NAMES)('of %s becomes a line in the form of projects', (name) => {
    const [row, line] = SOURCES[name];
    expect(lineOf(name, row)).toBe(line);
  });

  it.each(NAMES)('of %s is distinguished from those of the others', (name) => {
    expect(benchmarkOfRow(SOURCES[name][0])).toBe(name);
  });

  it('of no known benchmark matches none', () => {
    expect([{}, null, 'text', 1, [], { question: 'Why?', answer: '42' }].map(benchmarkOfRow)).toEqual(Array(6).fill(undefined));
  });

  it.each<[Name, string, object, string]>([
    ['gsm8k', 'a negative answer', { answer: '#### -5' }, '-5'],
    ['gsm8k', 'a fraction', { answer: '#### 0.5' }, '0.5'],
    ['gsm8k', 'the mark twice', { answer: '#### 1\n#### 2' }, '2'],
    ['aime24', 'a solution in sentences', { solution: 'First \\boxed{1}, then $\\boxed{ 073 }$.' }, '73'],
    ['aime24', 'an answer of its own', { solution: 'Long.', answer: '025' }, '25'],
    ['aime24', 'an answer that is a number', { solution: null, answer: 0 }, '0'],
    ['mmlu_pro', 'no index', { answer_index: null }, 'C'],
  ])('of %s may have %s', (name, _what, change, reference) => {
    expect(rowFormOf(name).read({ ...SOURCES[name][0], ...change }).reference).toBe(reference);
  });

  it.each([
    [{ ID: '2024-II-4', Problem: 'Every morning…', Solution: 'Long.', Answer: 204 }, '2024-II-4'],
    [{ problem_idx: 7, problem: 'Every morning…', answer: 204 }, '7'],
  ])('of AIME 2024 may be of another copy: %j', (row, id) => {
    expect(rowFormOf('aime24').read(row)).toEqual({ inputs: { question: 'Every morning…', id }, reference: '204' });
  });

  it.each<[Name, object, string]>([
    ['gsm8k', { answer: undefined }, '"answer" is missing, it has question, answer'],
    ['gsm8k', { answer: 'It is 5.' }, '"answer" does not end with #### and a number'],
    ['gsm8k', { answer: '#### 1,23' }, '"reference" is "1,23": the answer must be a number in plain digits'],
    ['gsm8k', { question: '  ' }, '"question" is empty'],
    ['gsm8k', { question: 5 }, '"question" must be string, and is 5'],
    ['math500', { level: 6 }, '"level" is 6: Too big: expected number to be <=5'],
    ['math500', { level: 'Level 5' }, '"level" must be number, and is "Level 5"'],
    ['math500', { answer: '' }, '"answer" is empty'],
    ['aime24', { solution: '204' }, 'there is neither an "answer" nor a \\boxed{…} in "solution"'],
    ['aime24', { solution: '\\boxed{1000}' }, '"reference" is "1000": the answer must be a whole number from 0 to 999'],
    ['aime24', { id: undefined }, '"id" is missing, it has id, problem, solution, url'],
    ['mmlu_pro', { answer_index: 1 }, '"answer" is "C", and "answer_index" is 1'],
    ['mmlu_pro', { answer: 'D', answer_index: 3 }, '"reference" is "D", and the options are A to C'],
    ['mmlu_pro', { answer: 'AB', answer_index: null }, '"reference" is "AB", and the options are A to C'],
    ['mmlu_pro', { options: ['one'] }, '"options" is ["one"]: there must be two options or more'],
    ['mmlu_pro', { options: ['one', null] }, '"options.1" must be string, and is null'],
    ['mmlu_pro', { question_id: 1n }, '"question_id" must be number, and is 1'],
    ['supergpqa', { answer_letter: 'c' }, '"reference" is "c", and the options are A to C'],
    ['supergpqa', { difficulty: null }, '"difficulty" must be string, and is null'],
  ])('of %s is refused with %j', (name, change, message) => {
    expect(() => lineOf(name, { ...SOURCES[name][0], ...change })).toThrow(message);
  });

  it.each([null, undefined, 5, 'text', true, []])('is an object, and not %j', (value) => {
    for (const name of NAMES) expect(() => lineOf(name, value)).toThrow(/it (must be|is missing)/);
  });
});

describe('a row in the form of projects', () => {
  it.each(NAMES)('of %s is taken, whatever the order of its keys', (name) => {
    const [, line] = SOURCES[name];
    const { inputs, reference } = JSON.parse(line) as { inputs: object; reference: string };
    const shuffled = { reference, inputs: Object.fromEntries(Object.entries(inputs).reverse()) };
    expect(lineOf(name, shuffled)).toBe(line);
  });

  it.each<[object, string]>([
    [{ inputs: { question: 'Why?' } }, '"reference" is missing, it has inputs'],
    [{ inputs: { question: 'Why?' }, reference: 18 }, '"reference" must be string, and is 18'],
    [{ inputs: { question: 'Why?', id: 1 }, reference: '18' }, '"inputs" has the unknown "id"'],
    [{ inputs: { question: 'Why?' }, reference: '18', id: 1 }, 'it has the unknown "id"'],
    [{ inputs: {}, reference: '18' }, '"inputs.question" is missing'],
    [{ inputs: 'Why?', reference: '18' }, '"inputs" must be object, and is "Why?"'],
  ])('is refused: %j', (row, message) => {
    expect(() => lineOf('gsm8k', row)).toThrow(message);
  });
});

describe('a benchmark', () => {
  it.each(BENCHMARKS_IN_ORDER.filter(({ source }) => source !== null).map(({ name }) => name))(
    'that is fetched has a form: %s',
    (name) => {
      expect(NAMES).toContain(name);
    },
  );
});

describe('a benchmark without a form', () => {
  it('is a mistake in Assay', () => {
    expect(() => rowFormOf('demo')).toThrow('there is no row form for the benchmark demo');
  });
});
