// What user projects import as 'assay'.

export { llmJudge, programmaticMetric } from './evaluation/metric.ts';
export { defineProgram } from './evaluation/program.ts';
export { ordinal, range } from './evaluation/scale.ts';
export { z } from 'zod';

export type { JsonObject, JsonSchema, JsonValue } from './evaluation/json.ts';
export type {
  LlmJudge,
  LlmJudgeOptions,
  Metric,
  ProgrammaticMetric,
  ProgrammaticMetricOptions,
  RawScore,
  ScoringContext,
} from './evaluation/metric.ts';
export type { Message } from './evaluation/model.ts';
export type {
  Complete,
  CompleteOptions,
  Program,
  ProgramContext,
  StructuredCompletion,
  TextCompletion,
} from './evaluation/program.ts';
export type { OrdinalScale, RangeScale, Scale, ScaleValue } from './evaluation/scale.ts';
