import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { mathEqual } from '../../src/answers/math-equality.ts';
import { MathThread } from '../../src/answers/math/math-queue.ts';

const PIECES = [
  ...[
    'x',
    'y',
    'n',
    'f',
    'i',
    'e',
    'D',
    'AB',
    '2',
    '3',
    '10',
    '1.5',
    '.',
    '+',
    '-',
    '*',
    '/',
    '=',
    '<',
    ',',
    ';',
    ':',
    ' ',
    '!',
    '|',
    "'",
  ],
  ...['(', ')', '[', ']', '{', '}', '\\{', '\\}', '^', '_', '&', '\\\\', '$', '%', '#', '~', '°', '√', '½', '😀', '\u0000'],
  ...[
    '\\frac',
    '\\sqrt',
    '\\sin ',
    '\\log',
    '\\pi',
    '\\pm ',
    '\\cup ',
    '\\infty',
    '\\le ',
    '\\ne',
    '\\binom',
    '\\sum',
    '\\int',
    '\\to',
    '\\lim',
  ],
  ...[
    '\\text{or}',
    '\\text{cm}',
    '\\text{',
    'and ',
    '\\left',
    '\\right',
    '\\boxed{',
    '\\overline{3}',
    '\\operatorname{Assign}',
    '\\mathbb{R}',
  ],
  ...['\\begin{pmatrix}', '\\end{pmatrix}'],
];
const latex = fc.array(fc.constantFrom(...PIECES), { maxLength: 12 }).map((pieces) => pieces.join(''));
const RUNS = { numRuns: 150, seed: 20 };
const TOWER = '9^{9^{9^9}}';
const EQUALITY = new URL('../../src/answers/math-equality.ts', import.meta.url).href;

describe('any two texts', () => {
  it('compares any two texts without an error, and the same way from both sides', async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(latex, fc.string()), fc.oneof(latex, fc.string()), async (given, expected) => {
        const match = await mathEqual(given, expected);
        expect(match).toEqual({ equal: expect.any(Boolean), why: expect.stringMatching(/./u) });
        expect((await mathEqual(expected, given)).equal).toBe(match.equal);
      }),
      RUNS,
    );
  });

  it('finds a text equal to itself with space around it', async () => {
    await fc.assert(
      fc.asyncProperty(
        latex.filter((text) => text.trim() !== ''),
        async (text) => {
          expect((await mathEqual(text, `  ${text}\n`)).equal).toBe(true);
        },
      ),
      RUNS,
    );
  });
});

describe('a comparison that takes too long', () => {
  it('is not equal, and the next ones are decided', async () => {
    const hung = mathEqual(TOWER, '3');
    const next = mathEqual('(x+2)(x-2)', 'x^2-4');
    expect(await hung).toEqual({ equal: false, why: 'could not be decided within 2 s' });
    expect((await next).equal).toBe(true);
  });

  it('ends with an error if the thread has less time', async () => {
    const thread = new MathThread();
    await thread.ready(60_000);
    await expect(thread.compare({ given: TOWER, expected: '3' }, 1)).rejects.toThrow('could not be decided within 0.001 s');
    thread.end();
  });

  it('is distinguished from a thread that dies', async () => {
    const thread = new MathThread();
    await thread.ready(60_000);
    const answer = thread.compare({ given: TOWER, expected: '3' }, 60_000);
    thread.end();
    await expect(answer).rejects.toThrow('the thread ended with 1');
  });
});

describe('many comparisons at once', () => {
  it('decides all comparisons that are made at once', async () => {
    const numbers = Array.from({ length: 256 }, (_, index) => index);
    const matches = await Promise.all(numbers.map((n) => mathEqual(`(x+${n})^2`, `x^2+${2 * n}x+${n * n + (n % 2)}`)));
    expect(matches.map(({ equal }) => equal)).toEqual(numbers.map((n) => n % 2 === 0));
  });
});

describe('what is not compared', () => {
  it.each([
    ['is longer than 2,000 characters', 'x+'.repeat(1_000) + '1', 'longer than 2,000 characters'],
    ['has 50 exponents on each other', 'x' + '^'.repeat(50), 'nested too deeply'],
    ['is nested more than 40 deep', '('.repeat(50) + 'x' + ')'.repeat(50), 'nested too deeply'],
  ])('%s', async (_what, given, why) => {
    expect(await mathEqual(given, 'x')).toEqual({ equal: false, why: `cannot be compared: ${why}` });
  });

  it('is a variable that an earlier answer assigned', async () => {
    await mathEqual('x := 5', 'x^2');
    expect((await mathEqual('x+1-1', '5')).equal).toBe(false);
  });
});

describe('the process', () => {
  it('ends by itself once the comparison is done', async () => {
    const script = `import(${JSON.stringify(EQUALITY)}).then(({ mathEqual }) => mathEqual('(x+1)^2', 'x^2+2x+1')).then((m) => console.log(m.equal))`;
    const { stdout } = await promisify(execFile)(process.execPath, ['--eval', script], { timeout: 30_000 });
    expect(stdout).toBe('true\n');
  });
});
