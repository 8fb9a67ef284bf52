// What user projects import as 'assay'.

export { answerGiven } from './answers/answer-given.ts';
export { choiceMatch } from './answers/choice-match.ts';
export { chosenOption } from './answers/chosen-option.ts';
export { finalAnswer } from './answers/final-answer.ts';
export { bleu } from './answers/metrics/bleu.ts';
export { chrf } from './answers/metrics/chrf.ts';
export { contains } from './answers/metrics/contains.ts';
export { embeddingSimilarity } from './answers/metrics/embedding-similarity.ts';
export { exactMatch } from './answers/metrics/exact-match.ts';
export { jsonMatch } from './answers/metrics/json-match.ts';
export { levenshtein } from './answers/metrics/levenshtein.ts';
export { numericClose } from './answers/metrics/numeric-close.ts';
export { regexMatch } from './answers/metrics/regex-match.ts';
export { rouge } from './answers/metrics/rouge.ts';
export { schemaMatch } from './answers/metrics/schema-match.ts';
export { tokenF1 } from './answers/metrics/token-f1.ts';
export { mathMatch } from './answers/math-match.ts';
export { numericMatch } from './answers/numeric-match.ts';
export { llmJudge, programmaticMetric } from './evaluation/metric.ts';
export { pairwiseJudge } from './evaluation/pairwise-judge.ts';
export { defineProgram } from './evaluation/program.ts';
export { rubricJudge } from './evaluation/rubric-judge.ts';
export { ordinal, range } from './evaluation/scale.ts';
export { z } from 'zod';

export type { AnswerGivenOptions } from './answers/answer-given.ts';
export type { ChoiceMatchOptions } from './answers/choice-match.ts';
export type { ChosenOption, ChosenOptionRule } from './answers/chosen-option.ts';
export type { FinalAnswer, FinalAnswerRule } from './answers/final-answer.ts';
export type { BleuOptions } from './answers/metrics/bleu.ts';
export type { ChrfOptions } from './answers/metrics/chrf.ts';
export type { ContainsOptions } from './answers/metrics/contains.ts';
export type { EmbeddingSimilarityOptions } from './answers/metrics/embedding-similarity.ts';
export type { ExactMatchOptions } from './answers/metrics/exact-match.ts';
export type { JsonMatchOptions } from './answers/metrics/json-match.ts';
export type { LevenshteinOptions } from './answers/metrics/levenshtein.ts';
export type { NumericCloseOptions } from './answers/metrics/numeric-close.ts';
export type { RegexMatchOptions } from './answers/metrics/regex-match.ts';
export type { RougeOptions } from './answers/metrics/rouge.ts';
export type { SchemaMatchOptions } from './answers/metrics/schema-match.ts';
export type { TextMetricOptions } from './answers/metrics/text-metric.ts';
export type { TokenF1Options } from './answers/metrics/token-f1.ts';
export type { MathMatchOptions } from './answers/math-match.ts';
export type { NumericMatchOptions } from './answers/numeric-match.ts';
export type { JsonNumber } from './evaluation/json-number.ts';
export type { JsonObject, JsonSchema, JsonValue } from './evaluation/json.ts';
export type {
  EmbeddingMetric,
  LlmJudge,
  LlmJudgeOptions,
  Metric,
  ProgrammaticMetric,
  ProgrammaticMetricOptions,
  RawScore,
  ScoringContext,
} from './evaluation/metric.ts';
export type { MessagePart, ToolCall, ToolChoice } from './evaluation/model.ts';
export type { PairwiseJudgeOptions } from './evaluation/pairwise-judge.ts';
export type {
  Complete,
  CompleteOptions,
  Program,
  ProgramContext,
  ProgramOptions,
  StructuredCompletion,
  TextCompletion,
  ToolCompletion,
  ToolOptions,
} from './evaluation/program.ts';
export type { PromptMessage as Message } from './evaluation/prompt-messages.ts';
export type { ToolDefinition } from './evaluation/tools.ts';
export type { Criterion, RubricJudgeOptions } from './evaluation/rubric-judge.ts';
export type { OrdinalScale, RangeScale, Scale, ScaleValue } from './evaluation/scale.ts';
