import { readFileSync } from 'node:fs';
import type { JsonObject, JsonSchema } from './json.ts';
import type { LlmJudge } from './metric.ts';
import { type Model, StructuredOutputError } from './model.ts';
import type { NamedMetric } from './named-metric.ts';
import { PromptTemplate } from './prompt-template.ts';
import type { Scale } from './scale.ts';
import { scaleSchema } from './scale-schema.ts';
import { Scorer, type Verdict } from './scorer.ts';
import { TimeLimit } from './time-limit.ts';
import type { SuccessfulTrial } from './trial.ts';

const ownTemplate = new PromptTemplate(readFileSync(new URL('./judge.jinja', import.meta.url), 'utf8'), 'judge.jinja');

/** Scores trials by asking a language model, reason first. */
export class JudgeScorer extends Scorer {
  readonly #metric: LlmJudge;
  readonly #model: Model;
  readonly #timeoutMs: number | null;
  readonly #template: PromptTemplate;
  readonly #schema: JsonSchema;

  constructor(named: NamedMetric, metric: LlmJudge, model: Model, timeoutMs: number | null) {
    super(named);
    this.#metric = metric;
    this.#model = model;
    this.#timeoutMs = timeoutMs;
    this.#template =
      metric.template === null ? ownTemplate : new PromptTemplate(metric.template, `the template of ${named.name}`);
    this.#schema = judgeSchema(metric.scale);
  }

  protected async judge(trial: SuccessfulTrial, signal: AbortSignal): Promise<Verdict> {
    const limit = new TimeLimit(signal, this.#timeoutMs);
    const content = this.#template.render(this.#variables(trial));
    const request = {
      messages: [{ role: 'user' as const, content }],
      systemInstruction: null,
      outputSchema: this.#schema,
      generationKwargs: this.#metric.generation,
    };
    const completion = await limit.race(this.#model.complete(request, limit.signal), 'the judge');
    const { reason, score } = (completion.parsed ?? {}) as Partial<JsonObject>;
    if (typeof reason !== 'string' || score === undefined)
      throw new StructuredOutputError('the judge answered without a reason and a score', completion.content);

    return { raw: score, reason };
  }

  #variables({ example, outputJson }: SuccessfulTrial): Readonly<Record<string, unknown>> {
    const { description: rubric, scale } = this.#metric;
    return { rubric, scale: scaleVariable(scale), inputs: example.inputs, reference: example.reference, output: outputJson };
  }
}

/** The scale as templates see it: `levels` is `null` on a range, `floor` and `ceiling` are the ends of either kind. */
function scaleVariable(scale: Scale): Readonly<Record<string, unknown>> {
  if (scale.kind === 'range') return { kind: scale.kind, levels: null, floor: scale.floor, ceiling: scale.ceiling };
  return { kind: scale.kind, levels: scale.levels, floor: scale.levels[0], ceiling: scale.levels.at(-1) };
}

/** The reason stands first, so that the model has it before it decides. */
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
