import { readFileSync } from 'node:fs';
import type { JsonObject, JsonSchema, JsonValue } from './json.ts';
import { type AskJudge, judgeTemplate, type Verdict } from './judge-method.ts';
import {
  type ComparedTexts,
  type EmbeddingMetric,
  type LlmJudge,
  metricInfo,
  type NamedMetric,
  type ProgrammaticMetric,
  type ScoringContext,
} from './metric.ts';
import { type Completion, type Model, StructuredOutputError } from './model.ts';
import { ModelCalls } from './model-calls.ts';
import { projectCopy } from './number-forms.ts';
import { PromptTemplate } from './prompt-template.ts';
import { normalize, type Scale, scaleSchema, type ScaleValue, scaleVariable } from './scale.ts';
import { type MetricInfo, NO_ANSWER, type Score, type Scoring } from './scoring.ts';
import { similaritiesIn, similarityRequest } from './similarity-request.ts';
import { TimeLimit } from './time-limit.ts';
import { type Failure, failureOf, type TrialToScore } from './trial.ts';

const ownTemplate = judgeTemplate('judge.jinja', readFileSync(new URL('./judge.jinja', import.meta.url), 'utf8'));

/** The scorer of a metric. A judge without its model is a fault of the caller. */
export function makeScorer(named: NamedMetric, timeoutMs: number | null): Scorer {
  const { name, metric, judge } = named;
  switch (metric.kind) {
    case 'programmatic':
      return new ProgrammaticScorer(named, metric, timeoutMs);
    case 'llm_judge':
      if (judge === null) throw new TypeError(`the judge of the metric ${name} has no model`);
      return new JudgeScorer(named, metric, judge, timeoutMs);
    case 'embedding':
      if (judge === null) throw new TypeError(`the metric ${name} has no model`);
      return new EmbeddingScorer(named, metric, judge, timeoutMs);
  }
}

type SuccessToScore = Extract<TrialToScore, { readonly status: 'success' }>;
type FailureToScore = Extract<TrialToScore, { readonly status: 'failed' }>;

/** One metric at work: makes scorings of trials. */
export abstract class Scorer {
  readonly #info: MetricInfo;
  protected readonly named: NamedMetric;
  protected readonly timeoutMs: number | null;

  constructor(named: NamedMetric, timeoutMs: number | null) {
    this.named = named;
    this.timeoutMs = timeoutMs;
    this.#info = metricInfo(named);
  }

  /**
   * Scores a trial. A metric that throws, takes too long or leaves its scale gives a failed scoring. A failed trial scores 0
   * unseen, but one that got no answer from its provider can't be scored. `null` when the signal aborted it, or the job ended before
   * its call was made.
   */
  async score(trial: TrialToScore, replicate: number, signal: AbortSignal): Promise<Scoring | null> {
    const identity = { trialId: trial.trialId, row: trial.row, metric: this.#info, replicate };
    if (trial.status === 'failed') return { ...identity, calls: null, ...outcomeOfFailure(trial) };
    const limit = new TimeLimit(signal, this.timeoutMs);
    const calls = this.modelCalls(replicate, limit);
    try {
      const { raw, reason } = await this.judge(trial, limit, calls);
      const normalized = normalize(this.named.metric.scale, raw);
      if (signal.aborted) return null;
      const score = { raw: raw as ScaleValue, normalized, reason };
      return { ...identity, calls: calls?.record ?? null, status: 'success', score };
    } catch (error) {
      if (signal.aborted || calls?.wasStopped === true) return null;
      return { ...identity, calls: calls?.record ?? null, status: 'failed', failure: failureOf(error) };
    }
  }

  /** `null` for a metric that asks no model. */
  protected abstract modelCalls(replicate: number, limit: TimeLimit): ModelCalls | null;

  protected abstract judge(trial: SuccessToScore, limit: TimeLimit, calls: ModelCalls | null): Verdict | Promise<Verdict>;
}

type Outcome = { readonly status: 'success'; readonly score: Score } | { readonly status: 'failed'; readonly failure: Failure };

function outcomeOfFailure({ failure: { kind, type, message } }: FailureToScore): Outcome {
  const reason = `${type}: ${message}`;
  switch (kind) {
    case 'provider':
      return { status: 'failed', failure: { type: NO_ANSWER, message: `The model gave no answer: ${reason}` } };
    case 'answer':
    case 'program':
      return { status: 'success', score: { raw: 0, normalized: 0, reason: `The trial failed: ${reason}` } };
  }
}

/** Scores trials by calling the metric's own function. */
export class ProgrammaticScorer extends Scorer {
  readonly #score: (context: ScoringContext<unknown, unknown, unknown>) => unknown;

  constructor(named: NamedMetric, metric: ProgrammaticMetric, timeoutMs: number | null) {
    super(named, timeoutMs);
    this.#score = metric.score as (context: ScoringContext<unknown, unknown, unknown>) => unknown;
  }

  protected modelCalls(): null {
    return null;
  }

  protected judge({ output, example }: SuccessToScore, limit: TimeLimit): Verdict | Promise<Verdict> {
    const result = this.#score({ output, ...copyOf(example), signal: limit.signal });
    if (!isThenable(result)) return verdict(result);
    return limit.race(Promise.resolve(result), 'the scorer').then(verdict);
  }
}

/** A copy of its own: what a scorer does to the example must not reach other scorings. */
function copyOf(example: SuccessToScore['example']): Omit<ScoringContext<unknown, JsonValue, JsonValue>, 'output'> {
  const inputs = projectCopy(example.inputs);
  const reference = projectCopy(example.reference);
  return { example: { inputs, reference }, inputs, reference };
}

/** Scores trials by how near an embedding model finds a text to others. */
class EmbeddingScorer extends Scorer {
  readonly #metric: EmbeddingMetric;
  readonly #model: Model;

  constructor(named: NamedMetric, metric: EmbeddingMetric, model: Model, timeoutMs: number | null) {
    super(named, timeoutMs);
    this.#metric = metric;
    this.#model = model;
  }

  protected modelCalls(replicate: number, { hold }: TimeLimit): ModelCalls {
    return new ModelCalls(this.#model, { replicate, onWait: hold });
  }

  protected async judge({ output, example }: SuccessToScore, limit: TimeLimit, calls: ModelCalls): Promise<Verdict> {
    const compare = this.#metric.texts as (context: ScoringContext<unknown, unknown, unknown>) => ComparedTexts;
    const { text, references } = compare({ output, ...copyOf(example) });
    // Providers embed no empty text.
    const asked = references.filter((reference) => reference.trim() !== '');
    if (text.trim() === '' || asked.length === 0) {
      const areEqual = text.trim() === '' && asked.length < references.length;
      return { raw: areEqual ? 1 : 0, reason: areEqual ? 'both texts are empty' : 'one text is empty' };
    }
    const similarities = await limit.race(
      calls.ask(similarityRequest(text, asked), limit.signal, similaritiesIn),
      'the embedding model',
    );
    const nearest = Math.max(...similarities);
    // Rounding takes the cosine of a text with itself a little above 1.
    return { raw: Math.min(1, Math.max(0, nearest)), reason: `cosine similarity ${Number(nearest.toFixed(4))}` };
  }
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';
}

function verdict(result: unknown): Verdict {
  if (typeof result !== 'object' || result === null) return { raw: result, reason: '' };
  if (!('raw' in result)) throw new TypeError('a scorer returns a value of its scale, or { raw, reason }');
  const reason = 'reason' in result ? (result.reason ?? '') : '';
  if (typeof reason !== 'string') throw new TypeError(`the reason of a score must be a text, not a ${typeof reason}`);
  return { raw: result.raw, reason };
}

/** Scores trials by asking a language model, reason first. */
export class JudgeScorer extends Scorer {
  readonly #metric: LlmJudge;
  readonly #model: Model;
  readonly #template: PromptTemplate;
  readonly #schema: JsonSchema;

  constructor(named: NamedMetric, metric: LlmJudge, model: Model, timeoutMs: number | null) {
    super(named, timeoutMs);
    this.#metric = metric;
    this.#model = model;
    this.#template =
      metric.template === null ? ownTemplate : new PromptTemplate(metric.template, `the template of ${named.name}`);
    this.#schema = judgeSchema(metric.scale);
  }

  protected modelCalls(replicate: number, { hold }: TimeLimit): ModelCalls {
    return new ModelCalls(this.#model, { replicate, onWait: hold });
  }

  protected judge(trial: SuccessToScore, limit: TimeLimit, calls: ModelCalls): Promise<Verdict> {
    const { method, generation } = this.#metric;
    const ask: AskJudge = (content, schema, read) => {
      const messages = [{ role: 'user' as const, content }];
      const request = { messages, systemInstruction: null, outputSchema: schema, generationKwargs: generation };
      const answer = calls.ask(request, limit.signal, (completion) => read(answeredObject(completion), completion.content));
      return limit.race(answer, 'the judge');
    };
    if (method === null) return ask(this.#template.render(this.#variables(trial)), this.#schema, judgement);
    const { inputs, reference } = trial.example;
    return method.judge({ inputs, reference, output: trial.outputJson }, ask);
  }

  #variables({ example, outputJson }: SuccessToScore): Readonly<Record<string, unknown>> {
    const { description: rubric, scale } = this.#metric;
    return { rubric, scale: scaleVariable(scale), inputs: example.inputs, reference: example.reference, output: outputJson };
  }
}

function answeredObject({ parsed }: Completion): JsonObject {
  const copy = projectCopy(parsed ?? null);
  return typeof copy === 'object' && copy !== null && !Array.isArray(copy) ? (copy as JsonObject) : {};
}

/** What a judge's answer says. Throws a `StructuredOutputError` where it says nothing. */
function judgement({ reason, score }: JsonObject, content: string): Verdict {
  if (typeof reason !== 'string' || score === undefined)
    throw new StructuredOutputError('the judge answered without a reason and a score', content);

  return { raw: score, reason };
}

/** The reason comes first, so that the model writes it before it decides. */
function judgeSchema(scale: Scale): JsonSchema {
  return {
    type: 'object',
    properties: {
      reason: { type: 'string', description: 'What in the output meets the rubric and what does not.' },
      score: scaleSchema(scale),
    },
    required: ['reason', 'score'],
    additionalProperties: false,
  };
}
