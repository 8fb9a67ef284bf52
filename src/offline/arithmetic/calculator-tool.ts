import type { JsonObject, JsonSchema } from '../../evaluation/json.ts';
import type { CompletionRequest, ToolCall } from '../../evaluation/model.ts';
import { expressionIn, expressionText } from './expression.ts';

/** A tool that takes an expression as its only argument. */
interface Calculator {
  readonly name: string;
  readonly argument: string;
}

/** What the model asks a tool to compute; `null` where the request has no such tool, or nothing to compute. */
export function calculatorCall({ messages, tools = [], toolChoice }: CompletionRequest, question: string): ToolCall | null {
  if (toolChoice === 'none') return null;
  const [calculator] = tools.flatMap(({ name, parameters }) => calculatorOf(name, parameters));
  const expression = expressionIn(question);
  if (calculator === undefined || expression === null) return null;
  const { name, argument } = calculator;
  return { id: `call_${messages.length}`, name, arguments: { [argument]: expressionText(expression) } };
}

function calculatorOf(name: string, { properties }: JsonSchema): readonly Calculator[] {
  const [only, ...others] = Object.entries((properties ?? {}) as Readonly<Record<string, JsonObject>>);
  if (only === undefined || others.length > 0) return [];
  const [argument, { type }] = only;
  return type === 'string' ? [{ name, argument }] : [];
}

/** What a tool gave, if the request ends with that. */
export function toolResult({ messages }: CompletionRequest): string | null {
  const last = messages.at(-1);
  return last?.role === 'tool' ? last.content : null;
}
