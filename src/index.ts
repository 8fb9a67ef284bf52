// What user projects import as 'assay'.

export { answerGiven } from './answers/answer-given.ts';
export { choiceMatch } from './answers/choice-match.ts';
export { chosenOption } from './answers/chosen-option.ts';
export { finalAnswer } from './answers/final-answer.ts';
export { mathMatch } from './answers/math-match.ts';
export { numericMatch } from './answers/numeric-match.ts';
export { llmJudge, programmaticMetric } from './evaluation/metric.ts';
export { defineProgram } from './evaluation/program.ts';
export { ordinal, range } from './evaluation/scale.ts';
export { z } from 'zod';

export type { AnswerGivenOptions } from './answers/answer-given.ts';
export type { ChoiceMatchOptions } from './answers/choice-match.ts';
export type { ChosenOption, ChosenOptionRule } from './answers/chosen-option.ts';
export type { FinalAnswer, FinalAnswerRule } from './answers/final-answer.ts';
export type { MathMatchOptions } from './answers/math-match.ts';
export type { NumericMatchOptions } from './answers/numeric-match.ts';
export type { JsonNumber } from './evaluation/json-number.ts';
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
  ProgramOptions,
  StructuredCompletion,
  TextCompletion,
} from './evaluation/program.ts';
export type { OrdinalScale, RangeScale, Scale, ScaleValue } from './evaluation/scale.ts';
