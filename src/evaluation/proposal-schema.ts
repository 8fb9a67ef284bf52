import type { ProposalPayload, Thinking } from './event.ts';
import type { JsonSchema, JsonValue } from './json.ts';

const THINKING: Readonly<Record<keyof Thinking, string>> = {
  reinstate_goal: 'What is to be reached, in your own words: what the metrics reward, and where the score stands now.',
  trajectory_summary: 'How the steps so far went: which changes moved the score, by how much, and which made no difference.',
  failure_analysis: 'What the weakest examples have in common, and why the prompt as it was rendered led to those outputs.',
  what_works: 'What is worth keeping: the parts of the templates that the scores speak for.',
  what_hurts: 'What the scores speak against, or what misleads, and should go.',
  improvement_hypothesis: 'One claim: which change to the best template will raise the score, and by which cause.',
  edit_plan: 'The change in words, the gist in its first sentence: what is added, moved, reworded or removed, and where.',
};

export const THINKING_FIELDS = Object.keys(THINKING) as readonly (keyof Thinking)[];

/** What each field of the rationale is for, in the order in which they are to be written. */
export const THINKING_PURPOSES: readonly { readonly field: keyof Thinking; readonly purpose: string }[] = THINKING_FIELDS.map(
  (field) => ({ field, purpose: THINKING[field] }),
);

/** The form of a proposer's answer. The rationale stands first, so that the model has it before it writes the template. */
export const PROPOSAL_SCHEMA: JsonSchema = closedObject({
  thinking: {
    ...closedObject(Object.fromEntries(THINKING_PURPOSES.map(({ field, purpose }) => [field, text(purpose)]))),
    description: 'Why this template, step by step.',
  },
  prompt_template: text('The whole new template, with every placeholder of the baseline and no other.'),
  advice: text(
    'For the people who own the program, and for the next step: what the template alone can not mend, or what to try next.',
  ),
});

/** The proposal of an answer; a sentence that says what is missing where there is none. */
export function readProposal(answer: JsonValue | undefined): ProposalPayload | string {
  const { thinking, prompt_template: template, advice } = fieldsOf(answer);
  const thoughts = fieldsOf(thinking);
  const missing = THINKING_FIELDS.find((field) => !isText(thoughts[field]));
  if (missing !== undefined) return `thinking.${missing} is not a text that says something`;
  if (!isText(template)) return 'prompt_template is not a text that says something';
  if (!isText(advice)) return 'advice is not a text that says something';
  const inOrder = Object.fromEntries(THINKING_FIELDS.map((field) => [field, thoughts[field]]));
  return { prompt_template: template, thinking: inOrder as unknown as Thinking, advice };
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value.trim() !== '';
}

/** A non-empty text. */
function text(description: string): JsonSchema {
  return { type: 'string', minLength: 1, description };
}

function closedObject(properties: Readonly<Record<string, JsonSchema>>): JsonSchema {
  return { type: 'object', properties, required: Object.keys(properties), additionalProperties: false };
}
