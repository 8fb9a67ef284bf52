import type { JsonObject, JsonValue } from './json.ts';
import type { JudgeMethod } from './judge-method.ts';
import type { Model } from './model.ts';
import { PromptTemplate } from './prompt-template.ts';
import { range, type Scale, type ScaleValue } from './scale.ts';
import type { MetricInfo } from './scoring.ts';

/** What a programmatic metric looks at. */
export interface ScoringContext<Output, Reference = JsonValue, Inputs = JsonObject> {
  /** What the program returned. */
  readonly output: Output;
  readonly example: { readonly inputs: Inputs; readonly reference: Reference };
  /** The same as `example.inputs`. */
  readonly inputs: Inputs;
  /** The same as `example.reference`; `null` where the row has none. */
  readonly reference: Reference;
  /** Aborts when the job is stopped or the time of the scoring is up; in a job it is always there. */
  readonly signal?: AbortSignal;
}

/** What a scorer returns: a value of the metric's scale, alone or with the reason for it. */
export type RawScore<Raw extends ScaleValue> = Raw | { readonly raw: Raw; readonly reason?: string };

export interface ProgrammaticMetricOptions<Output, Reference, Inputs, Raw extends ScaleValue> {
  /** What it measures, in a sentence. */
  readonly description: string;
  readonly scale: Scale<Raw>;
  /** The scale alone says what it may return. */
  readonly score: (
    context: ScoringContext<Output, Reference, Inputs>,
  ) => RawScore<NoInfer<Raw>> | Promise<RawScore<NoInfer<Raw>>>;
}

export interface LlmJudgeOptions<Raw extends ScaleValue> {
  /** The rubric: what the judge is to rate, and what each value of the scale means. */
  readonly description: string;
  readonly scale: Scale<Raw>;
  /** The judge's model, `provider:model-id`. */
  readonly model: string;
  /**
   * A Jinja2 template of its own, with `rubric`, `scale` (`kind`, `levels`, `floor`, `ceiling`), `inputs`, `reference` and
   * `output`; without it, Assay's.
   */
  readonly template?: string;
  /** How often it looks at a trial; each look is a scoring with its own `replicate`. Default 1. */
  readonly repeats?: number;
  /** Temperature and the like for the judge's model. */
  readonly generation?: JsonObject;
}

/** Tells a metric from other exports of a module, even across two copies of Assay. */
export const METRIC = Symbol.for('assay.metric');

export interface ProgrammaticMetric<Raw extends ScaleValue = ScaleValue> {
  readonly [METRIC]: true;
  readonly kind: 'programmatic';
  readonly description: string;
  readonly scale: Scale<Raw>;
  // All metrics of a module are held in one list, so the harness does not know these types.
  readonly score: (context: ScoringContext<never, never, never>) => RawScore<Raw> | Promise<RawScore<Raw>>;
}

export interface LlmJudge<Raw extends ScaleValue = ScaleValue> {
  readonly [METRIC]: true;
  readonly kind: 'llm_judge';
  readonly description: string;
  readonly scale: Scale<Raw>;
  readonly model: string;
  readonly template: string | null;
  readonly repeats: number;
  readonly generation: JsonObject;
  /** How it comes to a score; `null` for a single question by `template`. */
  readonly method: JudgeMethod | null;
}

/** A metric that an embedding model measures: how near a text is to others. */
export interface EmbeddingMetric {
  readonly [METRIC]: true;
  readonly kind: 'embedding';
  readonly description: string;
  readonly scale: Scale<number>;
  readonly model: string;
  /** What is compared: a text, and others of which the nearest counts. */
  readonly texts: (context: ScoringContext<never, never, never>) => ComparedTexts;
}

export interface ComparedTexts {
  readonly text: string;
  readonly references: readonly string[];
}

export type Metric = ProgrammaticMetric | LlmJudge | EmbeddingMetric;

/** A metric whose definition can't be used; the message names the option. */
export class MetricError extends Error {
  override readonly name = 'MetricError';
}

/** What a judge's template may use. */
export const JUDGE_VARIABLES: readonly string[] = ['inputs', 'output', 'reference', 'rubric', 'scale'];

/**
 * A metric that your code computes, sync or async. A scorer that throws, or gives a value outside its scale, is a failed
 * scoring and stops nothing else. Throws a `MetricError` when an option can't be used.
 *
 * @example
 * export const exactMatch = programmaticMetric<{ sentiment: string }, string>({
 *   description: 'The label is the reference.',
 *   scale: ordinal([false, true]),
 *   score: ({ output, reference }) => ({ raw: output.sentiment === reference, reason: `it said ${output.sentiment}` }),
 * });
 */
export function programmaticMetric<
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- un-annotated, a metric may look into whatever programs return
  Output = any,
  Reference = JsonValue,
  Inputs = JsonObject,
  Raw extends ScaleValue = ScaleValue,
>(options: ProgrammaticMetricOptions<Output, Reference, Inputs, Raw>): ProgrammaticMetric<Raw> {
  const { description, scale, score } = options;
  checkText('programmaticMetric', 'description', description);
  checkScale('programmaticMetric', scale);
  if (typeof score !== 'function') throw new MetricError('programmaticMetric: score must be a function');
  return Object.freeze({ [METRIC]: true as const, kind: 'programmatic', description, scale, score });
}

/**
 * A metric that a language model judges by a rubric. Throws a `MetricError` when an option can't be used.
 *
 * @example
 * export const tone = llmJudge({
 *   description: 'The answer is polite: false when it is curt or blames the reader, true otherwise.',
 *   scale: ordinal([false, true]),
 *   model: 'openai:gpt-5-mini',
 * });
 */
export function llmJudge<Raw extends ScaleValue = ScaleValue>(options: LlmJudgeOptions<Raw>): LlmJudge<Raw> {
  if (options.template !== undefined) checkTemplate(options.template);
  return judgeMetric('llmJudge', options, null);
}

/** A judge by a method of its own. Throws a `MetricError` that begins with the maker's name when an option can't be used. */
export function judgeMetric<Raw extends ScaleValue>(
  maker: string,
  options: LlmJudgeOptions<Raw>,
  method: JudgeMethod | null,
): LlmJudge<Raw> {
  const { description, scale, model, template = null, repeats = 1, generation = {} } = options;
  checkText(maker, 'description', description);
  checkText(maker, 'model', model);
  checkScale(maker, scale);
  if (!Number.isInteger(repeats) || repeats < 1)
    throw new MetricError(`${maker}: repeats must be an integer of at least 1, not ${String(repeats)}`);
  return Object.freeze({
    [METRIC]: true as const,
    kind: 'llm_judge',
    description,
    scale,
    model,
    template,
    repeats,
    generation,
    method,
  });
}

/** A metric that asks an embedding model. Throws a `MetricError` when an option can't be used. */
export function embeddingMetric({
  description,
  model,
  texts,
}: Pick<EmbeddingMetric, 'description' | 'model'> & {
  readonly texts: (context: ScoringContext<unknown, unknown, unknown>) => ComparedTexts;
}): EmbeddingMetric {
  checkText('embeddingSimilarity', 'description', description);
  checkText('embeddingSimilarity', 'model', model);
  return Object.freeze({ [METRIC]: true as const, kind: 'embedding', description, scale: range(0, 1), model, texts });
}

/** Whether a module's export is a metric. */
export function isMetric(value: unknown): value is Metric {
  return typeof value === 'object' && value !== null && METRIC in value && value[METRIC] === true;
}

function checkText(maker: string, option: string, value: unknown): void {
  if (typeof value !== 'string' || value.trim() === '') throw new MetricError(`${maker}: ${option} must be a non-empty text`);
}

function checkScale(maker: string, scale: unknown): void {
  const kind = typeof scale === 'object' && scale !== null && 'kind' in scale ? scale.kind : undefined;
  if (kind !== 'range' && kind !== 'ordinal') throw new MetricError(`${maker}: scale must be made by range(…) or ordinal(…)`);
}

function checkTemplate(template: string): void {
  const unknown = new PromptTemplate(template, 'the template of llmJudge')
    .variables()
    .filter((name) => !JUDGE_VARIABLES.includes(name));
  if (unknown.length > 0)
    throw new MetricError(`llmJudge: the template uses ${unknown.join(', ')}; it may use ${JUDGE_VARIABLES.join(', ')}`);
}

/** A metric under the name by which the job asked for it. */
export interface NamedMetric {
  readonly name: string;
  readonly metric: Metric;
  /** The model of a judge or of embeddings; `null` for a programmatic metric. */
  readonly judge: Model | null;
}

/** The part of a metric that is written with each of its scorings. */
export function metricInfo({ name, metric }: NamedMetric): MetricInfo {
  return { name, description: metric.description, kind: wireKind(metric) };
}

/** A metric's kind as the wire has it: whoever measures by numbers alone is no judge. */
export function wireKind({ kind }: Metric): MetricInfo['kind'] {
  return kind === 'embedding' ? 'programmatic' : kind;
}

/** How many scorings a metric makes of one trial. */
export function scoringsPerTrial({ metric }: Pick<NamedMetric, 'metric'>): number {
  switch (metric.kind) {
    case 'programmatic':
    case 'embedding':
      return 1;
    case 'llm_judge':
      return metric.repeats;
  }
}

/** How many calls of its model a metric makes for one trial, where none is made again. */
export function judgeCallsPerTrial({ metric }: Pick<NamedMetric, 'metric'>): number {
  switch (metric.kind) {
    case 'programmatic':
      return 0;
    case 'embedding':
      return 1;
    case 'llm_judge':
      return metric.repeats * (metric.method?.calls ?? 1);
  }
}

/** The model that a metric asks, `provider:model-id`; `null` where it asks none. */
export function judgeModel(metric: Metric): string | null {
  switch (metric.kind) {
    case 'programmatic':
      return null;
    case 'llm_judge':
    case 'embedding':
      return metric.model;
  }
}
