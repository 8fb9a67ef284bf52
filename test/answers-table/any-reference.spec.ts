import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { scoreOf } from '../../src/answers/metric-score.fixture.ts';
import { mathMatch } from '../../src/answers/math-match.ts';

const tex = String.raw;

/** An answer, and texts that are only a part of it. */
interface Reference {
  readonly answer: string;
  readonly parts: readonly string[];
}

const prime = fc.constantFrom(3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37);
/** Different primes, so that no part of an answer is the answer. */
const primes = fc
  .uniqueArray(prime, { minLength: 4, maxLength: 4 })
  .map((values) => values as [number, number, number, number]);
const letter = fc.constantFrom('x', 'k', 't', 'n', 'a');

function written(
  write: (a: number, b: number, c: number, d: number) => readonly [answer: string, ...parts: string[]],
): fc.Arbitrary<Reference> {
  return primes.map(([a, b, c, d]) => {
    const [answer, ...parts] = write(a, b, c, d);
    return { answer, parts };
  });
}

function inLetter(
  write: (letter: string, a: number, b: number) => readonly [answer: string, ...parts: string[]],
): fc.Arbitrary<Reference> {
  return fc.tuple(letter, primes).map(([name, [a, b]]) => {
    const [answer, ...parts] = write(name, a, b);
    return { answer, parts };
  });
}

const REFERENCES: Readonly<Record<string, fc.Arbitrary<Reference>>> = {
  numbers: fc.oneof(
    written((a) => [`${a}`]),
    written((a, b) => [`-${a}.${b}`, `${a}`, `${b}`, `${a}.${b}`]),
    written((a, b) => [tex`${a},\!${100 + b}`, `${a}`, `${100 + b}`]),
    written((a, b) => [tex`${a},\! ${100 + b},\! ${200 + b}`, `${200 + b}`]),
    written((a, b) => [`${a},${100 + b}`, `${100 + b}`]),
    written((a) => [tex`\$${a}.50`, '50']),
    written((a) => [tex`.00${a}`, `${a}`]),
  ),
  fractions: fc.oneof(
    written((a, b) => [tex`\frac{${a}}{${b}}`, `${a}`, `${b}`]),
    written((a, b) => [tex`-\dfrac{${a}}{${b}}`, `${a}`, `${b}`, tex`\frac{${a}}{${b}}`]),
    written((a, b) => [tex`${a}\frac{2}{${b + 40}}`, `${a}`, tex`\frac{2}{${b + 40}}`]),
    written((a, b, c) => [tex`\frac{${a}\sqrt{${b}}}{${c}}`, `${a}`, `${b}`, `${c}`, tex`${a}\sqrt{${b}}`]),
    written((a) => [tex`\frac{${a}}{\pi}`, `${a}`, tex`\pi`]),
  ),
  roots: fc.oneof(
    written((a) => [tex`\sqrt{${a}}`, `${a}`]),
    written((a, b) => [tex`${a}\sqrt{${b}}`, `${a}`, `${b}`, tex`\sqrt{${b}}`]),
    written((a, b, c) => [tex`${a} + ${b} \sqrt{${c}}`, `${a}`, tex`${b}\sqrt{${c}}`, `${c}`]),
    written((a, b) => [tex`\sqrt[3]{${a * b}}`, `${a * b}`, '3']),
    written((a, b) => [tex`${a} \pm \sqrt{${b}}`, `${a}`, tex`\sqrt{${b}}`, tex`${a}+\sqrt{${b}}`]),
  ),
  constants: fc.oneof(
    written((a) => [tex`${a} \pi`, `${a}`, tex`\pi`]),
    written((a, b) => [tex`${a} - ${b}i`, `${a}`, `${b}`, tex`${a} + ${b}i`]),
    written((a) => [tex`${a}^\circ`]),
    written((a) => [tex`\ln ${a}`, `${a}`]),
    written((a, b) => [tex`${a}^{${b}}`, `${a}`, `${b}`]),
    written((a) => [tex`\frac{\pi}{${a}}`, tex`\pi`, `${a}`]),
  ),
  groups: fc.oneof(
    written((a, b) => [`(${a},-${b})`, `${a}`, `-${b}`, `${b}`]),
    written((a, b) => [tex`\left( ${a}, \frac{\pi}{${b}} \right)`, `${a}`, tex`\frac{\pi}{${b}}`]),
    written((a, b) => [`(-${a},${b}]`, `${b}`, `-${a}`]),
    written((a, b) => [tex`(-\infty, ${a}) \cup (${a + b}, \infty)`, `${a}`, tex`(-\infty,${a})`, tex`(${a + b},\infty)`]),
    written((a, b, c) => [tex`\begin{pmatrix} -${a} \\ ${b} \\ ${c}/41 \end{pmatrix}`, `-${a}`, `${b}`, `${c}/41`]),
    written((a, b) => [tex`\begin{pmatrix} ${a} & 0 \\ 0 & ${b} \end{pmatrix}`, `${a}`, `${b}`, '0']),
    written((a, b) => [tex`\{${a}, ${b}\}`, `${a}`, `${b}`]),
    written((a, b) => [`${a}:${b}`, `${a}`, `${b}`]),
  ),
  lists: fc.oneof(
    written((a, b, c) => [`${a}, ${b}, ${c}`, `${a}`, `${c}`]),
    written((a, b) => [`${a},-${b}`, `${a}`, `-${b}`, `${b}`]),
    written((a, b, c) => [tex`${a}, \sqrt{${b}}, ${c}`, `${c}`, tex`\sqrt{${b}}`]),
  ),
  'formulas in letters': fc.oneof(
    inLetter((x, a, b) => [`${a}${x}^2 - ${b}`, `${b}`, '2', `${a}`, `${a}${x}^2`]),
    inLetter((x, a, b) => [`-${a}${x} + ${b}`, `${b}`, `${a}${x} + ${b}`]),
    inLetter((x, a) => [`${a}${x}`, `${a}`]),
    inLetter((x) => [`${x} - q`, x, 'q']),
    inLetter((x, a, b) => [`(${x}+${a})(p-${b})`, `${a}`, `${b}`, `${x}+${a}`]),
    inLetter((x, a, b) => [tex`\frac{${a}+${b}${x}}{41}`, `${a}`, '41']),
    inLetter((x) => [tex`\cot ${x}`, x]),
    inLetter((x, a, b) => [`y = ${a}${x} + ${b}`, `${b}`]),
    inLetter((x, a, b) => [`${a}${x} - ${b}y + z = 0`, '0', `${b}`]),
    inLetter((x, a, b) => [tex`${x} \in [-${a},${b}]`, `${b}`, `-${a}`]),
    inLetter((x, a) => [tex`${x} \le ${a}`, `${a}`]),
    inLetter((x, a) => [`${x} = ${a}`]),
  ),
  'bases, units and words': fc.oneof(
    written((a, b) => [`${(a * b).toString(9)}_9`, (a * b).toString(9), `${a * b}`]),
    written((a) => [tex`${a}\mbox{ cm}^2`, '2']),
    written((a) => [tex`${a} \text{ inches}`]),
    fc.constantFrom('Saturday', 'parabola', 'odd', 'Maria').map((word) => ({ answer: tex`\text{${word}}`, parts: [] })),
    fc.constantFrom('A', 'C', 'E').map((name) => ({ answer: tex`\text{(${name})}`, parts: [] })),
  ),
};

const FORMS: Readonly<Record<string, (answer: string) => string | { answer: string }>> = {
  bare: (answer) => answer,
  'the field of an object': (answer) => ({ answer }),
  'a box': (answer) => tex`\boxed{${answer}}`,
  'a box in a sentence': (answer) => tex`So we have $\boxed{${answer}}$.`,
  'the answer is': (answer) => `The answer is ${answer}.`,
  'the answer in dollars': (answer) => `The answer is $${answer}$.`,
  'the answer in wide dollars': (answer) => `The answer is $ ${answer} $.`,
  'a label': (answer) => `I add them.\n\nAnswer: ${answer}`,
  JSON: (answer) => JSON.stringify({ answer }),
  'JSON in a fence': (answer) => `\`\`\`json\n${JSON.stringify({ steps: ['7 + 8'], answer }, null, 2)}\n\`\`\``,
  dollars: (answer) => `$${answer}$`,
  'wide dollars': (answer) => `$ ${answer} $`,
  'double dollars': (answer) => `$$ ${answer} $$`,
  'round delimiters': (answer) => tex`\( ${answer} \)`,
  'a display': (answer) => `We get\n\\[ ${answer} \\]`,
  'a display over lines': (answer) => `We get\n\\[\n${answer}\n\\]`,
  'double dollars over lines': (answer) => `We get\n\n$$\n${answer}.\n$$`,
  'aligned rows': (answer) => `We get\n\\begin{align*}\nT &= 1 + 1 \\\\\n&= ${answer}\n\\end{align*}`,
  bold: (answer) => `**${answer}**`,
  'bold dollars in a sentence': (answer) => `So the result is **$${answer}$**.`,
  'a code span': (answer) => `\`${answer}\``,
  'a code fence': (answer) => `\`\`\`\n${answer}\n\`\`\``,
  'a sentence': (answer) => `So the result is ${answer}.`,
  'dollars in a sentence': (answer) => `So the result is $${answer}$.`,
  'wide dollars in a sentence': (answer) => `So the result is $ ${answer} $.`,
  'round delimiters in a sentence': (answer) => tex`So the result is \( ${answer} \).`,
  'the last line': (answer) => `I add 4 and 6.\n\n${answer}`,
};

describe.each(Object.entries(REFERENCES))('any reference of %s', (_kind, references) => {
  it.each(Object.entries(FORMS))('equals itself, and no part of it, as %s', async (_form, write) => {
    await fc.assert(
      fc.asyncProperty(references, async ({ answer, parts }) => {
        expect(await scoreOf(mathMatch(), write(answer), answer)).toMatchObject({ raw: true });
        for (const part of parts) expect(await scoreOf(mathMatch(), write(answer), part)).toMatchObject({ raw: false });
      }),
      { numRuns: 20, seed: 11 },
    );
  });
});
