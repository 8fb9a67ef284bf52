import type { ProposalPayload, Thinking } from './event.ts';
import type { JsonSchema, JsonValue } from './json.ts';
import { PromptTemplate } from './prompt-template.ts';

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

/** The form of a proposer's answer. The rationale comes first, so that the model writes it before the template. */
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

/** The proposal in an answer, or a sentence that says what it lacks. */
export function readProposal(answer: JsonValue | undefined): ProposalPayload | string {
  const { thinking, prompt_template: template, advice } = fieldsOf(answer);
  const thoughts = fieldsOf(thinking);
  const missing = THINKING_FIELDS.find((field) => !isText(thoughts[field]));
  if (missing !== undefined) return `thinking.${missing} is not a non-empty text`;
  if (!isText(template)) return 'prompt_template is not a non-empty text';
  if (!isText(advice)) return 'advice is not a non-empty text';
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

/** A template that was tried. */
export interface TriedTemplate {
  readonly index: number;
  readonly source: string;
}

/**
 * Why a proposed template can't be tried, as a sentence about it: it does not parse, drops a placeholder of the baseline, uses
 * one that the baseline lacks, or was tried before (space at its ends aside). `null` when it can.
 */
export function proposalFault(source: string, baseline: PromptTemplate, tried: readonly TriedTemplate[]): string | null {
  let template: PromptTemplate;
  try {
    template = new PromptTemplate(source, 'it');
  } catch (error) {
    return `it is no valid template: ${error instanceof Error ? error.message.replace(/^it: /, '') : String(error)}`;
  }
  const dropped = difference(baseline.variables(), template.variables());
  const added = difference(template.variables(), baseline.variables());
  const faults = [
    ...(dropped.length > 0 ? [`drops ${listed(dropped)} of the baseline`] : []),
    ...(added.length > 0 ? [`uses ${listed(added)}, which the baseline does not have`] : []),
  ];
  if (faults.length > 0) return `it ${faults.join(' and ')}`;
  const twin = tried.find((earlier) => earlier.source.trim() === source.trim());
  return twin === undefined ? null : `it is the same as the template of step ${twin.index}`;
}

/** A placeholder as templates write it. */
export function placeholder(name: string): string {
  return `{{ ${name} }}`;
}

function difference(these: readonly string[], those: readonly string[]): readonly string[] {
  return these.filter((name) => !those.includes(name));
}

function listed(names: readonly string[]): string {
  return `the placeholder${names.length > 1 ? 's' : ''} ${names.map(placeholder).join(', ')}`;
}
