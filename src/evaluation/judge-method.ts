import { readFileSync } from 'node:fs';
import type { JsonObject, JsonSchema, JsonValue } from './json.ts';
import { PromptTemplate } from './prompt-template.ts';

/** A value of the metric's scale, not yet checked, and the reason for it. */
export interface Verdict {
  readonly raw: unknown;
  readonly reason: string;
}

/** What a judge looks at. */
export interface JudgedTrial {
  readonly inputs: JsonObject;
  readonly reference: JsonValue;
  readonly output: JsonValue;
}

/**
 * Asks the judge's model, and gives what `read` makes of its answer. `read` throws a `StructuredOutputError` for an answer that says nothing; it gets the text of
 * the answer for that.
 */
export type AskJudge = <Answer>(
  prompt: string,
  schema: JsonSchema,
  read: (answer: JsonObject, content: string) => Answer,
) => Promise<Answer>;

/** How a judge that asks more than one question, or another one, comes to a score. */
export interface JudgeMethod {
  /** How often it asks its model. */
  readonly calls: number;
  readonly judge: (trial: JudgedTrial, ask: AskJudge) => Promise<Verdict>;
}

const material = readFileSync(new URL('./judge-material.jinja', import.meta.url), 'utf8');

/** A judge's prompt out of the text of a file, after what they all begin with. */
export function judgeTemplate(file: string, text: string): PromptTemplate {
  return new PromptTemplate(material + text, file);
}
