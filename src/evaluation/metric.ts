import type { JsonObject, JsonValue } from './json.ts';
import type { Scale } from './scale.ts';

/** What a programmatic metric looks at. */
export interface ScoringContext<Output, Reference, Inputs> {
  /** What the program returned. */
  readonly output: Output;
  readonly example: { readonly inputs: Inputs; readonly reference: Reference };
  /** The same as `example.inputs`. */
  readonly inputs: Inputs;
  /** The same as `example.reference`. */
  readonly reference: Reference;
}

/** What a scorer returns: a value of the metric's scale, alone or with the reason for it. */
export type RawScore<Raw> = Raw | { readonly raw: Raw; readonly reason?: string };

export interface ProgrammaticMetricOptions<Raw extends JsonValue, Output, Reference, Inputs> {
  /** What it measures, in a sentence. */
  readonly description: string;
  readonly scale: Scale<Raw>;
  readonly score: (context: ScoringContext<Output, Reference, Inputs>) => RawScore<Raw> | Promise<RawScore<Raw>>;
}

export interface LlmJudgeOptions<Raw extends JsonValue> {
  /** The rubric: what the judge is to rate, and what each value of the scale means. */
  readonly description: string;
  readonly scale: Scale<Raw>;
  /** The judge's model, `provider:model-id`. */
  readonly model: string;
  /** A Jinja2 template of its own, with `rubric`, `scale`, `inputs`, `reference` and `output`; without it, Assay's. */
  readonly template?: string;
  /** How often it looks at a trial; each look is a scoring with its own `replicate`. Default 1. */
  readonly repeats?: number;
  /** Temperature and the like for the judge's model. */
  readonly generation?: JsonObject;
}

/** Tells a metric from whatever else a module exports, across two copies of Assay as well. */
export const METRIC = Symbol.for('assay.metric');

export interface ProgrammaticMetric<Raw extends JsonValue = JsonValue> {
  readonly [METRIC]: true;
  readonly kind: 'programmatic';
  readonly description: string;
  readonly scale: Scale<Raw>;
  // A module's metrics are held in one list whatever they are about, so the harness does not know these types.
  readonly score: (context: ScoringContext<never, never, never>) => RawScore<Raw> | Promise<RawScore<Raw>>;
}

export interface LlmJudge<Raw extends JsonValue = JsonValue> {
  readonly [METRIC]: true;
  readonly kind: 'llm_judge';
  readonly description: string;
  readonly scale: Scale<Raw>;
  readonly model: string;
  readonly template: string | null;
  readonly repeats: number;
  readonly generation: JsonObject;
}

export type Metric = ProgrammaticMetric | LlmJudge;
