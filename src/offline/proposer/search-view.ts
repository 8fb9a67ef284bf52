import type { JsonObject, JsonValue } from '../../evaluation/json.ts';
import { fromMaterial } from '../../evaluation/proposer-prompt.ts';
import { labelsOf } from './labels.ts';

const EARLIER = /^- step (\d+): score (\S+), difference (\S+)/;
const PLACEHOLDER = /^- \{\{ (\w+) \}\}$/gm;

const ATTRIBUTE = /([a-z]+)="([^"]*)"/g;

const PLAN = /\bOn step (\d+): ([a-z0-9 ,+-]+)\./;
const JOINT = ' + ';

/** A step as the prompt shows it. */
export interface ShownStep {
  readonly index: number;
  /** `null` if nothing was scored. */
  readonly score: number | null;
  /** From the best step before it; `null` for the baseline. */
  readonly difference: number | null;
  readonly attempt: Attempt | null;
  /** `null` if the step is shown in one line. */
  readonly template: string | null;
}

export interface ShownExample {
  readonly inputs: string;
  /** `null` if the trial failed. */
  readonly output: string | null;
  readonly error: string | null;
  readonly reference: string;
}

/** Everything that the offline proposer reads in a prompt. */
export interface SearchView {
  readonly goal: string;
  /** Names. */
  readonly placeholders: readonly string[];
  /** `null` if the answer is free text. */
  readonly outputSchema: JsonObject | null;
  /** The answers that the program can give, if they are labels; else empty. */
  readonly labels: readonly string[];
  readonly rubrics: readonly string[];
  /** In order. */
  readonly steps: readonly ShownStep[];
  readonly best: ShownStep & { readonly template: string };
  /** The weak examples of the best step, the weakest first. */
  readonly weakest: readonly ShownExample[];
}

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

/** The text between a pair of tags, with the attributes of the opening one. */
export interface Region {
  readonly attributes: ReadonlyMap<string, string>;
  /** Unescaped. */
  readonly text: string;
}

/** All regions from `<tag …>` to `</tag>` in a text, in order. */
function taggedRegions(text: string, tag: string): readonly Region[] {
  const regions = new RegExp(`<${tag}((?: [a-z]+="[^"]*")*)>\n([^]*?)\n</${tag}>`, 'g');
  return Array.from(text.matchAll(regions), ([, attributes = '', content = '']) => ({
    attributes: new Map(Array.from(attributes.matchAll(ATTRIBUTE), ([, name = '', value = '']) => [name, value])),
    text: fromMaterial(content),
  }));
}

/** The text of the first region with this tag; `null` if there is none. */
function taggedText(text: string, tag: string): string | null {
  return taggedRegions(text, tag)[0]?.text ?? null;
}

/** An edit of the template of an earlier step. */
export interface Attempt {
  readonly base: number;
  /** Names of moves, sorted. */
  readonly moves: readonly string[];
}

/** The first sentence of an edit plan. Names must consist of lower-case words and numbers. */
export function planSentence({ base, moves }: Attempt): string {
  return `On step ${base}: ${moves.toSorted().join(JOINT)}.`;
}

/** The attempt that a plan, or a line of the history, names; `null` if it names none. */
export function plannedAttempt(text: string): Attempt | null {
  const [, base, moves] = PLAN.exec(text) ?? [];
  return base === undefined || moves === undefined ? null : { base: Number(base), moves: moves.split(JOINT) };
}
