import { readFileSync } from 'node:fs';
import { type AskJudge, type JudgedTrial, type JudgeMethod, judgeTemplate, type Verdict } from './judge-method.ts';
import type { JsonObject, JsonSchema } from './json.ts';
import { judgeMetric, type LlmJudge, type LlmJudgeOptions, MetricError } from './metric.ts';
import { StructuredOutputError } from './model.ts';
import { normalize, ordinal, range, type Scale, scaleSchema, scaleVariable } from './scale.ts';

/** One thing that a rubric asks for. */
export interface Criterion {
  /** What its score is called: letters, digits and `_`. */
  readonly name: string;
  /** What the output must do, and what each value of the scale means. */
  readonly description: string;
  /** How much it counts beside the others, above 0. Default 1. */
  readonly weight?: number;
}

export interface RubricJudgeOptions extends Pick<LlmJudgeOptions<number>, 'model' | 'repeats' | 'generation'> {
  /** Each is rated for itself, all in one answer. */
  readonly criteria: readonly Criterion[];
  /** The scale of every criterion. Default `ordinal([false, true])`: met or not. */
  readonly scale?: Scale;
  /** What the metric measures, in one sentence. By default the names of the criteria. */
  readonly description?: string;
}

type Weighted = Required<Criterion>;

const template = judgeTemplate('rubric-judge.jinja', readFileSync(new URL('./rubric-judge.jinja', import.meta.url), 'utf8'));
const NAME = /^[a-zA-Z]\w{0,63}$/;

/**
 * A metric: the weighted mean, from 0 to 1, of several criteria that a model rates in one answer, each with its reason. Throws a `MetricError` when
 * an option can't be used.
 *
 * @example
 * export const quality = rubricJudge({
 *   model: 'openai:gpt-5-mini',
 *   criteria: [
 *     { name: 'correct', description: 'It says what the reference says.', weight: 3 },
 *     { name: 'polite', description: 'It does not blame the reader.' },
 *   ],
 * });
 */
export function rubricJudge(options: RubricJudgeOptions): LlmJudge<number> {
  const { criteria, scale = ordinal([false, true]), ...others } = options;
  const weighted = checkedCriteria(criteria);
  const schema = rubricSchema(weighted, scale);
  const method: JudgeMethod = { calls: 1, judge: (trial, ask) => judged(trial, ask, { weighted, scale, schema }) };
  const description = options.description ?? `The weighted mean of: ${weighted.map(({ name }) => name).join(', ')}.`;
  return judgeMetric('rubricJudge', { ...others, description, scale: range(0, 1) }, method);
}

interface Rubric {
  readonly weighted: readonly Weighted[];
  readonly scale: Scale;
  readonly schema: JsonSchema;
}

function judged(trial: JudgedTrial, ask: AskJudge, { weighted, scale, schema }: Rubric): Promise<Verdict> {
  const prompt = template.render({ ...trial, criteria: weighted, scale: scaleVariable(scale) });
  return ask(prompt, schema, (answer, content) => {
    const total = weighted.reduce((sum, { weight }) => sum + weight, 0);
    const ratings = weighted.map((criterion) => rating(criterion, answer, { scale, content }));
    const raw = ratings.reduce((sum, { weight, normalized }) => sum + (weight * normalized) / total, 0);
    // Shares of 1 may sum up to a little more.
    return { raw: Math.min(1, raw), reason: ratings.map(({ said }) => said).join('\n') };
  });
}

function rating(
  { name, weight }: Weighted,
  answer: JsonObject,
  { scale, content }: { readonly scale: Scale; readonly content: string },
): { readonly weight: number; readonly normalized: number; readonly said: string } {
  const { reason, score } = (answer[name] ?? {}) as Partial<Record<string, unknown>>;
  if (typeof reason !== 'string' || score === undefined)
    throw new StructuredOutputError(`the judge answered without a reason and a score for ${name}`, content);
  const normalized = normalize(scale, score);
  const counted = weight === 1 ? '' : ` (weight ${weight})`;
  return { weight, normalized, said: `${name}: ${JSON.stringify(score)}${counted}. ${reason}` };
}

function checkedCriteria(criteria: unknown): readonly Weighted[] {
  if (!Array.isArray(criteria) || criteria.length === 0)
    throw new MetricError('rubricJudge: criteria must be a list of at least one');
  const weighted = criteria.map(checkedCriterion);
  const names = weighted.map(({ name }) => name);
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  if (twice !== undefined) throw new MetricError(`rubricJudge: two criteria are called ${twice}`);
  return weighted;
}

function checkedCriterion(criterion: unknown, at: number): Weighted {
  const { name, description, weight = 1 } = (criterion ?? {}) as Partial<Criterion>;
  if (typeof name !== 'string' || !NAME.test(name))
    throw new MetricError(`rubricJudge: criteria[${at}] needs a name of letters, digits and _`);
  if (typeof description !== 'string' || description.trim() === '')
    throw new MetricError(`rubricJudge: the criterion ${name} needs a description`);
  if (!(weight > 0 && Number.isFinite(weight)))
    throw new MetricError(`rubricJudge: the weight of ${name} must be a number above 0, not ${String(weight)}`);
  return { name, description, weight };
}

/** The reasons come first, so that the model writes each before it decides. */
function rubricSchema(criteria: readonly Weighted[], scale: Scale): JsonSchema {
  const properties = { reason: { type: 'string' }, score: scaleSchema(scale) };
  const one = { type: 'object', properties, required: ['reason', 'score'], additionalProperties: false };
  const names = criteria.map(({ name }) => name);
  return {
    type: 'object',
    properties: Object.fromEntries(names.map((name) => [name, one])),
    required: names,
    additionalProperties: false,
  };
}
