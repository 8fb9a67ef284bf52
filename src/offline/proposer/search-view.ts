import type { JsonObject, JsonValue } from '../../evaluation/json.ts';
import { type Attempt, plannedAttempt } from './edit-plan.ts';
import { labelsOf } from './labels.ts';
import { taggedRegions, taggedText } from './tagged-regions.ts';

/** A step as the prompt shows it. */
export interface ShownStep {
  readonly index: number;
  /** `null` where nothing was scored. */
  readonly score: number | null;
  /** To the best step before it; `null` for the baseline. */
  readonly difference: number | null;
  readonly attempt: Attempt | null;
  /** `null` where the step is shown in one line. */
  readonly template: string | null;
}

export interface ShownExample {
  readonly inputs: string;
  /** `null` where the trial failed. */
  readonly output: string | null;
  readonly error: string | null;
  readonly reference: string;
}

/** All that the offline proposer reads in a prompt. */
export interface SearchView {
  readonly goal: string;
  /** Names. */
  readonly placeholders: readonly string[];
  /** `null` where the answer is free text. */
  readonly outputSchema: JsonObject | null;
  /** The answers that the program can give, where they are a few words; none where they are not. */
  readonly labels: readonly string[];
  readonly rubrics: readonly string[];
  /** In order. */
  readonly steps: readonly ShownStep[];
  readonly best: ShownStep & { readonly template: string };
  /** Of the best step, the weakest first. */
  readonly weakest: readonly ShownExample[];
}

const EARLIER = /^- step (\d+): score (\S+), difference (\S+)/;

const PLACEHOLDER = /^- \{\{ (\w+) \}\}$/gm;

/** Reads the prompt of an optimize job; `null` for any other text. */
export function searchView(prompt: string): SearchView | null {
  const full = taggedRegions(prompt, 'tried_step');
  const steps = [...earlierSteps(prompt), ...full.map(({ attributes, text }) => fullStep(attributes, text))];
  const bestIndex = full.find(({ attributes }) => attributes.get('role') === 'best')?.attributes.get('index');
  const best = steps.find(({ index }) => index === Number(bestIndex));
  if (best === undefined || best.template === null) return null;
  const outputSchema = schemaOf(prompt);
  const weakest = weakestOf(prompt, best.index);
  const sources = { outputSchema, source: taggedText(prompt, 'program_source') ?? '', references: references(prompt) };
  return {
    goal: /^# The goal\n(.+)$/m.exec(prompt)?.[1] ?? '',
    placeholders: Array.from(prompt.matchAll(PLACEHOLDER), ([, name = '']) => name),
    outputSchema,
    labels: labelsOf(sources),
    rubrics: taggedRegions(prompt, 'metric_rubric').map(({ text }) => text),
    steps: steps.toSorted((one, other) => one.index - other.index),
    best: { ...best, template: best.template },
    weakest,
  };
}

function earlierSteps(prompt: string): ShownStep[] {
  const lines = (taggedText(prompt, 'earlier_steps') ?? '').split('\n');
  return lines.flatMap((line) => {
    const [, index, score, difference] = EARLIER.exec(line) ?? [];
    if (index === undefined) return [];
    const figures = { score: figure(score), difference: figure(difference) };
    return [{ index: Number(index), ...figures, attempt: plannedAttempt(line), template: null }];
  });
}

function fullStep(attributes: ReadonlyMap<string, string>, text: string): ShownStep {
  return {
    index: Number(attributes.get('index')),
    score: figure(attributes.get('score')),
    difference: figure(attributes.get('difference')?.split(' ')[0]),
    attempt: plannedAttempt(taggedText(text, 'rationale') ?? ''),
    template: taggedText(text, 'tried_template'),
  };
}

function figure(text: string | undefined): number | null {
  const value = Number(text ?? NaN);
  return Number.isNaN(value) ? null : value;
}

function schemaOf(prompt: string): JsonObject | null {
  const text = taggedText(prompt, 'output_schema');
  const schema = text === null ? null : (JSON.parse(text) as JsonValue);
  return typeof schema === 'object' && schema !== null && !Array.isArray(schema) ? (schema as JsonObject) : null;
}

function weakestOf(prompt: string, step: number): readonly ShownExample[] {
  const group = taggedRegions(prompt, 'weak_examples').find(({ attributes }) => attributes.get('step') === String(step));
  return taggedRegions(group?.text ?? '', 'weak_example').map(({ text }) => ({
    inputs: taggedText(text, 'example_inputs') ?? '',
    output: taggedText(text, 'program_output'),
    error: taggedText(text, 'trial_error'),
    reference: taggedText(text, 'example_reference') ?? '',
  }));
}

function references(prompt: string): readonly string[] {
  return taggedRegions(prompt, 'example_reference').map(({ text }) => text);
}
