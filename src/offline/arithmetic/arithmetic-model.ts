import type { JsonValue } from '../../evaluation/json.ts';
import type { CompletionRequest } from '../../evaluation/model.ts';
import { markedRequest } from '../marked-input.ts';
import { type RuleAnswer, RuleModel } from '../rule-model.ts';
import type { AnswerContent, SchemaPath } from '../schema/structured-answer.ts';
import { ArithmeticError, calculation } from './calculation.ts';
import { calculatorCall, toolResult } from './calculator-tool.ts';
import { expressionIn } from './expression.ts';
import { type Fraction, fractionNumber, fractionText } from './fraction.ts';

const ANSWER_NAME = /^(?:final_?)?(?:answer|number|result|solution|total|value)$/i;

const FOUND_NOTHING = 'I find no arithmetic expression in this to compute.';

const STEPS =
  /\bstep[- ]by[- ]step\b|\bshow (?:all |each |every |the |your )*(?:reasoning|steps|working|work)\b|\bwork in (?:this|the following) order\b/gi;
/** "Do not think step by step" does not ask for steps. */
const DENIED = /\b(?:not|never|no|without|don['’]t)\b[^.!?\n]*$/i;

/**
 * Computes the arithmetic expression in the last user message, exactly. It is not a language model and does not understand word
 * problems. Asked for steps, it respects precedence; asked for the answer alone, it works from left to right like a pocket
 * calculator, so that prompts can be compared with it. Where it is given a tool whose only argument is a text, it has the tool compute the expression, and
 * answers with what that gave.
 */
export class ArithmeticModel extends RuleModel {
  protected answer(request: CompletionRequest): RuleAnswer {
    const asked = askedAnswer(request);
    const result = toolResult(request);
    const call = result === null ? calculatorCall(request, asked.question) : null;
    const worked = result === null ? workedAnswer(asked) : { value: null, text: finalLine(result, asked) };
    return { text: () => worked.text, content: () => new ArithmeticContent(worked), ...(call && { toolCalls: [call] }) };
  }
}

/** Fills a schema: numbers and answers with the result, all other strings with the whole text. */
class ArithmeticContent implements AnswerContent {
  readonly #answer: WorkedAnswer;

  constructor(answer: WorkedAnswer) {
    this.#answer = answer;
  }

  text(path: SchemaPath): string {
    const { value, text } = this.#answer;
    return value !== null && ANSWER_NAME.test(path.at(-1) ?? '') ? fractionText(value) : text;
  }

  /** The option that equals the result, as a number or as text. */
  choice(_path: SchemaPath, options: readonly JsonValue[]): JsonValue | undefined {
    const { value } = this.#answer;
    if (value === null) return undefined;
    return options.find((option) => typeof option !== 'object' && String(option) === fractionText(value));
  }

  number(): number {
    const { value } = this.#answer;
    return value === null ? 0 : fractionNumber(value);
  }

  /** Whether there is a result. */
  boolean(): boolean {
    return this.#answer.value !== null;
  }
}

/** The model's answer. */
interface WorkedAnswer {
  /** `null` if there was nothing that it could compute. */
  readonly value: Fraction | null;
  /** The answer as text, in the form that was asked for. */
  readonly text: string;
}

/** Computes what the request asks for, with precedence if it asks for steps, else from left to right. */
function workedAnswer(asked: AskedAnswer): WorkedAnswer {
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
  const sentence = (written: string): string => (inSteps ? `The final answer is ${written}.` : written);
  switch (form) {
    case 'hashes':
      return `#### ${value}`;
    case 'boxed':
      return sentence(`\\boxed{${value}}`);
    case 'plain':
      return sentence(value);
  }
}

/** What a request asks for. */
interface AskedAnswer {
  /** The text to find the expression in. */
  readonly question: string;
  /** Whether to show the steps. */
  readonly inSteps: boolean;
  /** How to write the final answer. */
  readonly form: 'boxed' | 'hashes' | 'plain';
}

function askedAnswer(request: CompletionRequest): AskedAnswer {
  const { input, instructions } = markedRequest(request);
  return { question: input, inSteps: asksForSteps(instructions), form: formAskedIn(instructions) };
}

function asksForSteps(instructions: string): boolean {
  return Array.from(instructions.matchAll(STEPS)).some(
    ({ index }) => !DENIED.test(instructions.slice(Math.max(0, index - 60), index)),
  );
}

function formAskedIn(instructions: string): AskedAnswer['form'] {
  if (instructions.includes('\\boxed')) return 'boxed';
  return instructions.includes('####') ? 'hashes' : 'plain';
}
