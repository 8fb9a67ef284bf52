import { ModelSpecError } from '../domain/errors.ts';
import type { Model } from '../evaluation/model.ts';
import { ArithmeticModel } from './arithmetic/arithmetic-model.ts';
import { CONDITION_OPTIONS, underConditions } from './conditions.ts';
import { ECHO_OPTIONS, EchoModel } from './echo-model.ts';
import { LexiconModel } from './lexicon/lexicon-model.ts';
import { type OptionTable, type OptionValues, parseOptions } from './model-options.ts';
import { OverlapModel } from './overlap-model.ts';
import { ProposerModel } from './proposer/proposer-model.ts';

/** An offline model. */
export interface LocalModelEntry {
  readonly name: string;
  /** One line for documentation and errors. */
  readonly description: string;
  readonly options: OptionTable;
  readonly create: (modelId: string, options: OptionValues) => Model;
}

/** The offline models, sorted by name. None of them is a language model. */
export const LOCAL_MODELS: readonly LocalModelEntry[] = [
  {
    name: 'arithmetic',
    description: 'computes the arithmetic expression in a question, with precedence only if it is asked for steps',
    options: CONDITION_OPTIONS,
    create: (modelId) => new ArithmeticModel(modelId),
  },
  {
    name: 'echo',
    description: 'answers with the last user message, or with JSON that fits the schema, for tests and benchmarks',
    options: { ...CONDITION_OPTIONS, ...ECHO_OPTIONS },
    create: (modelId, options) => new EchoModel(modelId, options),
  },
  {
    name: 'lexicon',
    description: 'classifies the sentiment of English text by the words of AFINN-165',
    options: CONDITION_OPTIONS,
    create: (modelId) => new LexiconModel(modelId),
  },
  {
    name: 'overlap',
    description: 'a judge that rates how many of the words quoted in the output are in the input',
    options: CONDITION_OPTIONS,
    create: (modelId) => new OverlapModel(modelId),
  },
  {
    name: 'proposer',
    description: 'proposes prompt templates to an optimize job by a catalogue of well-known moves',
    options: CONDITION_OPTIONS,
    create: (modelId) => new ProposerModel(modelId),
  },
];

/**
 * The offline model that the part after `local:` names. Throws a `ModelSpecError` that lists the models, or the model's options,
 * if there is no such model or option.
 *
 * @example createLocalModel('echo?latency_ms=20&fail_rate=0.1')
 */
export function createLocalModel(modelId: string): Model {
  const mark = modelId.indexOf('?');
  const name = mark < 0 ? modelId : modelId.slice(0, mark);
  const entry = LOCAL_MODELS.find((model) => model.name === name);
  if (entry === undefined) throw new ModelSpecError(`there is no model 'local:${name}'. There are: ${listing()}`);
  const options = parseOptions(name, mark < 0 ? '' : modelId.slice(mark + 1), entry.options);
  return underConditions(entry.create(modelId, options), options);
}

function listing(): string {
  return LOCAL_MODELS.map(({ name, description }) => `local:${name} ${description}`).join('; ');
}
