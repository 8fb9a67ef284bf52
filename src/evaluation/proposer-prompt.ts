import { readFileSync } from 'node:fs';
import type { TelemetryPayload } from './event.ts';
import type { JsonValue } from './json.ts';
import { judgeModel, type NamedMetric } from './metric.ts';
import { PromptTemplate } from './prompt-template.ts';
import { placeholder, THINKING_FIELDS, THINKING_PURPOSES } from './proposal.ts';
import type { Scale } from './scale.ts';
import type { WeakExample } from './step-observer.ts';
import { bestTried, type Trajectory, type TrajectoryStep } from './trajectory.ts';

const template = new PromptTemplate(readFileSync(new URL('./proposer.jinja', import.meta.url), 'utf8'), 'proposer.jinja');

/** The size of a proposer's prompt at most: it fits today's models and leaves room for the answer. */
export const PROPOSER_TOKEN_BUDGET = 24_000;

/** A rule of thumb for English, instead of a tokenizer. */
const CHARACTERS_PER_TOKEN = 4;

const EXCERPT_LENGTHS = [2_000, 1_000, 500, 250, 120] as const;

/**
 * The prompt for the next proposal, within the budget. If it is too long, steps other than the best and the
 * latest shrink to one line each, the oldest first; then the texts of examples and rationales are cut shorter and shorter.
 */
export function proposerPrompt(context: ProposerContext, tokenBudget = PROPOSER_TOKEN_BUDGET): string {
  const render = (detail: PromptDetail): string => template.render(proposerVariables(context, detail));
  const fits = (prompt: string): boolean => prompt.length <= tokenBudget * CHARACTERS_PER_TOKEN;
  let shortest = '';
  for (const excerptLength of EXCERPT_LENGTHS) {
    shortest = render({ fullSteps: 0, excerptLength });
    if (fits(shortest) && context.focus === 'reflection') return shortest;
    if (fits(shortest))
      return withMostSteps(shortest, context.trajectory.length, (fullSteps) => render({ fullSteps, excerptLength }), fits);
  }
  return shortest;
}

/** Bisects for the largest number of full steps that fits; with none of them it does. */
function withMostSteps(
  withNone: string,
  steps: number,
  render: (fullSteps: number) => string,
  fits: (prompt: string) => boolean,
): string {
  let prompt = withNone;
  let low = 0;
  let high = steps;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    const candidate = render(middle);
    if (fits(candidate)) {
      prompt = candidate;
      low = middle;
    } else {
      high = middle - 1;
    }
  }
  return prompt;
}

/** What is to be improved. */
export interface ProposerTask {
  readonly project: string;
  readonly program: string;
  /** The source code around the program. */
  readonly source: string;
}

/** All that a proposal is made from. */
export interface ProposerContext {
  readonly task: ProposerTask;
  readonly metrics: readonly NamedMetric[];
  /** The variables of the baseline. */
  readonly placeholders: readonly string[];
  /** What the program asks the model for; `null` while no trial has succeeded. */
  readonly request: TelemetryPayload['request'] | null;
  /** At least the baseline, or the steps that the proposer is to look at. */
  readonly trajectory: Trajectory;
  /** What the proposer is asked to do with them; by default to go on from all that was tried. */
  readonly focus?: ProposerFocus;
}

/** To improve one template by how it did on a few examples, to merge two, or to write an instruction that takes another way. */
export type ProposerFocus = 'reflection' | 'merge' | 'instruction';

/** How much of it is shown. */
interface PromptDetail {
  /** Steps in full beside the best and the latest, the newest ones. */
  readonly fullSteps: number;
  /** Characters of each text of an example, or of a rationale. */
  readonly excerptLength: number;
}

const MOST_EARLIER_STEPS = 200;

const SOURCE_LENGTH = 12_000;

const LESSON_LENGTH = 160;

/** Scores that differ by less come from the order of a sum. */
const NO_DIFFERENCE = 1e-9;

/** What `proposer.jinja` uses. */
function proposerVariables(context: ProposerContext, detail: PromptDetail): Readonly<Record<string, unknown>> {
  const { task, metrics, placeholders, request, trajectory } = context;
  const best = bestTried(trajectory);
  const latest = trajectory.at(-1);
  const shown = shownInFull(trajectory, detail.fullSteps);
  const earlier = trajectory.filter((step) => !shown.has(step));
  const told = earlier.slice(-MOST_EARLIER_STEPS);
  return {
    project: task.project,
    program: task.program,
    source: asMaterial(excerpt(task.source, SOURCE_LENGTH)),
    system_instruction: request?.system_instruction === undefined ? null : material(request.system_instruction),
    output_schema: material(request?.output_schema ?? null),
    asks_for_text: request !== null,
    placeholders: placeholders.map(placeholder),
    metrics: metrics.map(metricVariable),
    focus: context.focus ?? null,
    best: best?.index ?? 0,
    has_noise: trajectory.some(({ noise }) => noise.size > 0),
    earlier_steps: asMaterial(told.map((step) => lesson(step, trajectory)).join('\n')),
    left_out: earlier.length - told.length,
    steps: trajectory.filter((step) => shown.has(step)).map((step) => stepVariable(step, trajectory, detail)),
    weakest: [
      ...(best === undefined ? [] : [weakestVariable(best, best === latest ? 'best and latest' : 'best', detail)]),
      ...(latest === undefined || best === latest ? [] : [weakestVariable(latest, 'latest', detail)]),
    ].filter(({ examples }) => context.focus === undefined || examples.length > 0),
    thoughts: THINKING_PURPOSES,
  };
}

function material(value: JsonValue): string | null {
  return value === null ? null : asMaterial(textOf(value));
}

function shownInFull(trajectory: Trajectory, fullSteps: number): ReadonlySet<TrajectoryStep> {
  const always = [bestTried(trajectory), trajectory.at(-1)].filter((step) => step !== undefined);
  const others = trajectory.filter((step) => !always.includes(step));
  return new Set([...always, ...others.slice(Math.max(0, others.length - fullSteps))]);
}

function metricVariable({ name, metric }: NamedMetric): Readonly<Record<string, string>> {
  const model = judgeModel(metric);
  const kind = model === null ? 'computed by code' : `judged by ${model}`;
  return { name, kind, scale: scaleText(metric.scale), rubric: asMaterial(metric.description) };
}

function scaleText(scale: Scale): string {
  switch (scale.kind) {
    case 'range':
      return `a number from ${scale.floor}, the worst, to ${scale.ceiling}, the best`;
    case 'ordinal':
      return `one of ${scale.levels.map((level) => JSON.stringify(level)).join(', ')}, the worst first`;
  }
}

/** A step in one line: score, difference and lesson. */
function lesson(step: TrajectoryStep, trajectory: Trajectory): string {
  const { index, score, proposal } = step;
  const change = differenceText(step, trajectory);
  const tried = proposal.thinking === null ? 'the baseline' : oneLine(proposal.thinking.edit_plan);
  return `- step ${index}: score ${figure(score)}, difference ${change}. Tried: ${tried}`;
}

function oneLine(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  return line.length <= LESSON_LENGTH ? line : `${line.slice(0, LESSON_LENGTH)}…`.toWellFormed();
}

function differenceText(step: TrajectoryStep, trajectory: Trajectory): string {
  const before = bestTried(trajectory.filter(({ index }) => index < step.index));
  if (before === undefined) return 'none';
  if (step.score === null) return 'none (no better where it was tried)';
  const change = step.score - (before.score ?? 0);
  const signed = `${change < 0 ? '-' : '+'}${Math.abs(change).toFixed(4)}`;
  if (Math.abs(change) < NO_DIFFERENCE) return `+0.0000 (no better than step ${before.index})`;
  return `${signed} (${change > 0 ? 'better' : 'worse'} than step ${before.index})`;
}

function stepVariable(step: TrajectoryStep, trajectory: Trajectory, detail: PromptDetail): Readonly<Record<string, unknown>> {
  const { index, score, proposal, summary } = step;
  return {
    index,
    score: figure(score),
    difference: differenceText(step, trajectory),
    template: asMaterial(proposal.prompt_template),
    rows: Object.entries(summary.per_metric).map(([name, { mean, sd, n }]) => {
      const noise = step.noise.get(name);
      return [name, figure(mean), figure(sd), String(n), figure(noise?.sd ?? null), figure(noise?.sdOfMean ?? null)];
    }),
    failed_trials: percentage(summary.failure_rate),
    failed_scorings: percentage(summary.scoring_failure_rate),
    rationale: rationale(step, detail),
  };
}

function rationale({ proposal: { thinking, advice } }: TrajectoryStep, { excerptLength }: PromptDetail): string {
  if (thinking === null) return '';
  const parts = [...THINKING_FIELDS.map((field) => [field, thinking[field]] as const), ['advice', advice ?? ''] as const];
  return asMaterial(parts.map(([name, text]) => `${name}: ${excerpt(text, excerptLength)}`).join('\n'));
}

function weakestVariable(step: TrajectoryStep, role: string, detail: PromptDetail) {
  return { index: step.index, role, examples: step.weakest.map((example) => exampleVariable(example, detail)) };
}

function exampleVariable({ score, trial, scorings }: WeakExample, { excerptLength }: PromptDetail): unknown {
  const shown = (value: JsonValue): string => asMaterial(excerpt(textOf(value), excerptLength));
  const { telemetry, error } = trial;
  return {
    score: figure(score),
    inputs: shown(trial.example.inputs),
    rendered_prompt: telemetry?.rendered_prompt === undefined ? null : shown(telemetry.rendered_prompt),
    output: shown(trial.output ?? null),
    error: error === undefined ? null : shown(`${error.type}: ${error.message}`),
    reference: shown(trial.example.reference),
    scores: scorings
      .map(({ metric, score: given, error: fault }) => {
        if (given === undefined) return `- ${metric.name}: could not be scored: ${shown(fault?.message ?? '')}`;
        return `- ${metric.name}: ${textOf(given.raw)} (${figure(given.normalized)}): ${shown(given.reason)}`;
      })
      .join('\n'),
  };
}

function textOf(value: JsonValue): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function figure(value: number | null): string {
  return value === null ? 'none' : value.toFixed(4);
}

function percentage(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}

/** The tags that hold material in the proposer's prompt. */
const TAGS = [
  'program_source',
  'system_instruction',
  'output_schema',
  'metric_rubric',
  'earlier_steps',
  'tried_step',
  'tried_template',
  'rationale',
  'weak_examples',
  'weak_example',
  'example_inputs',
  'rendered_prompt',
  'program_output',
  'trial_error',
  'example_reference',
  'example_scores',
];

const END_TAG = new RegExp(`</(?=(?:${TAGS.join('|')})>)`, 'g');

const CARRIED_OUT = new RegExp(String.raw`<\\/(?=(?:${TAGS.join('|')})>)`, 'g');

/** Text made safe between those tags: an end tag inside it is defused, so that the text can't break out. */
function asMaterial(text: string): string {
  return text.replace(END_TAG, String.raw`<\/`);
}

/** The text that `asMaterial` took. */
export function fromMaterial(material: string): string {
  return material.replace(CARRIED_OUT, '</');
}

/** At most about `length` characters of a text: its beginning, and its end after a mark that says how much is left out. */
function excerpt(text: string, length: number): string {
  if (text.length <= length) return text;
  const head = Math.ceil((length * 2) / 3);
  const tail = length - head;
  const left = text.length - length;
  return `${text.slice(0, head)} […${left} characters left out…] ${tail > 0 ? text.slice(-tail) : ''}`.toWellFormed();
}
