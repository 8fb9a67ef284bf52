import { readFileSync } from 'node:fs';
import { type AskJudge, type JudgedTrial, type JudgeMethod, judgeTemplate } from './judge-method.ts';
import type { JsonObject, JsonSchema, JsonValue } from './json.ts';
import { judgeMetric, type LlmJudge, type LlmJudgeOptions, MetricError } from './metric.ts';
import { StructuredOutputError } from './model.ts';
import { projectCopy } from './number-forms.ts';
import { ordinal } from './scale.ts';

export interface PairwiseJudgeOptions extends Pick<LlmJudgeOptions<Outcome>, 'model' | 'repeats' | 'generation'> {
  /** What makes one answer better than another. */
  readonly description: string;
  /** Picks what the output is compared with, such as the answer of another system. By default the row's reference. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- un-annotated, it may read any reference and inputs
  readonly rival?: (reference: any, inputs: any) => JsonValue;
}

/** What became of the output. */
type Outcome = 'loss' | 'tie' | 'win';

const template = judgeTemplate(
  'pairwise-judge.jinja',
  readFileSync(new URL('./pairwise-judge.jinja', import.meta.url), 'utf8'),
);

const SCHEMA: JsonSchema = {
  type: 'object',
  properties: {
    reason: { type: 'string', description: 'What in each answer meets the rubric better or worse.' },
    winner: { enum: ['first', 'second', 'tie'] },
  },
  required: ['reason', 'winner'],
  additionalProperties: false,
};

/**
 * A metric: is the output better than a rival answer? A model is asked twice, once with each answer first, since judges prefer a position; an
 * answer wins only where it wins both times, and everything else is a tie. Its mean is the rate of wins with ties as half. Throws a `MetricError` when
 * an option can't be used.
 *
 * @example
 * export const beats_the_reference = pairwiseJudge({
 *   description: 'The better answer solves the task in fewer steps.',
 *   model: 'openai:gpt-5-mini',
 * });
 */
export function pairwiseJudge(options: PairwiseJudgeOptions): LlmJudge<Outcome> {
  const { description, rival } = options;
  if (rival !== undefined && typeof rival !== 'function') throw new MetricError('pairwiseJudge: rival must be a function');
  const method: JudgeMethod = {
    calls: 2,
    judge: async (trial, ask) => {
      const other = rivalOf(trial, rival);
      const asked = { rubric: description, inputs: trial.inputs };
      const before = await preference(ask, { ...asked, first: trial.output, second: other });
      const after = await preference(ask, { ...asked, first: other, second: trial.output });
      const outcomes = [OUTPUT_FIRST[before.winner], OUTPUT_SECOND[after.winner]] as const;
      const agree = outcomes[0] === outcomes[1];
      const seen = `The output first, ${outcomes[0]}: ${before.reason}\nThe output second, ${outcomes[1]}: ${after.reason}`;
      return { raw: agree ? outcomes[0] : 'tie', reason: agree ? seen : `The two orders disagree.\n${seen}` };
    },
  };
  return judgeMetric('pairwiseJudge', { ...options, scale: ordinal(['loss', 'tie', 'win']) }, method);
}

function rivalOf({ inputs, reference }: JudgedTrial, rival: PairwiseJudgeOptions['rival']): JsonValue {
  const other = rival === undefined ? reference : rival(projectCopy(reference), projectCopy(inputs));
  // Whatever a project's function gives.
  if ((other as unknown) !== null && (other as unknown) !== undefined) return other;
  if (rival !== undefined) throw new TypeError('the option rival gave nothing to compare the output with');
  throw new TypeError('the row has no reference to compare the output with: give one, or the option rival');
}

interface Preference {
  readonly winner: 'first' | 'second' | 'tie';
  readonly reason: string;
}

const OUTPUT_FIRST: Readonly<Record<Preference['winner'], Outcome>> = { first: 'win', second: 'loss', tie: 'tie' };
const OUTPUT_SECOND: Readonly<Record<Preference['winner'], Outcome>> = { first: 'loss', second: 'win', tie: 'tie' };

function preference(ask: AskJudge, variables: Readonly<Record<string, unknown>>): Promise<Preference> {
  return ask(template.render(variables), SCHEMA, readPreference);
}

function readPreference({ reason, winner }: JsonObject, content: string): Preference {
  if (typeof reason === 'string' && (winner === 'first' || winner === 'second' || winner === 'tie')) return { reason, winner };
  throw new StructuredOutputError('the judge answered without a reason and a winner', content);
}
