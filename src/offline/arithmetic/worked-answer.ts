import type { AskedAnswer } from './asked-answer.ts';
import { calculation } from './calculation.ts';
import { expressionIn } from './expression.ts';
import { type Fraction, fractionText } from './fraction.ts';
import { ArithmeticError } from './operation.ts';

/** What the model has to say. */
export interface WorkedAnswer {
  /** `null` where it could compute nothing. */
  readonly value: Fraction | null;
  /** The answer as text, in the asked form. */
  readonly text: string;
}

const FOUND_NOTHING = 'I find no arithmetic expression in this to compute.';

/** Computes what the request asks for, with precedence where it shall work in steps, else from left to right. */
export function workedAnswer(asked: AskedAnswer): WorkedAnswer {
  const expression = expressionIn(asked.question);
  if (expression === null) return { value: null, text: FOUND_NOTHING };
  try {
    const { value, steps } = calculation(expression, asked.inSteps ? 'precedence' : 'left_to_right');
    const working = asked.inSteps ? `${steps.map((step, index) => `${index + 1}. ${step}`).join('\n')}\n\n` : '';
    return { value, text: working + finalLine(fractionText(value), asked) };
  } catch (error) {
    if (!(error instanceof ArithmeticError)) throw error;
    return { value: null, text: `It can't be computed: ${error.message}.` };
  }
}

function finalLine(value: string, { form, inSteps }: AskedAnswer): string {
  if (form === 'hashes') return `#### ${value}`;
  const written = form === 'boxed' ? `\\boxed{${value}}` : value;
  return inSteps ? `The final answer is ${written}.` : written;
}
