import { ModelSpecError } from '../domain/errors.ts';
import type { Model } from '../evaluation/model.ts';
import { ArithmeticModel } from './arithmetic/arithmetic-model.ts';
import { CONDITION_OPTIONS, underConditions } from './conditions.ts';
import { ECHO_OPTIONS, EchoModel } from './echo-model.ts';
import { LexiconModel } from './lexicon/lexicon-model.ts';
import { type OptionTable, type OptionValues, parseOptions } from './model-options.ts';
import { OverlapModel } from './overlap-model.ts';
import { ProposerModel } from './proposer/proposer-model.ts';
import { WordEmbeddingModel } from './word-embedding-model.ts';

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

/** The offline models of embeddings, which only `embeddingSimilarity` asks. */
const EMBEDDING_MODELS: readonly LocalModelEntry[] = [
  {
    name: 'words',
    description: 'finds texts near each other that have words in common, for tests',
    options: CONDITION_OPTIONS,
    create: (modelId) => new WordEmbeddingModel(modelId),
  },
];

/**
 * The offline model that the part after `local:` names. Throws a `ModelSpecError` that lists the models, or the model's options,
 * if there is no such model or option.
 *
 * @example createLocalModel('echo?latency_ms=20&fail_rate=0.1')
 */
export function createLocalModel(modelId: string, task: 'language' | 'embedding' = 'language'): Model {
  const mark = modelId.indexOf('?');
  const name = mark < 0 ? modelId : modelId.slice(0, mark);
  const models = task === 'embedding' ? EMBEDDING_MODELS : LOCAL_MODELS;
  const entry = models.find((model) => model.name === name);
  if (entry === undefined) {
    const kind = task === 'embedding' ? 'model of embeddings' : 'model';
    throw new ModelSpecError(`there is no ${kind} 'local:${name}'. There are: ${listing(models)}`);
  }
  const options = parseOptions(name, mark < 0 ? '' : modelId.slice(mark + 1), entry.options);
  return underConditions(entry.create(modelId, options), options);
}

/** Whether the part after `local:` names a model of embeddings. */
export function isLocalEmbedding(modelId: string): boolean {
  return EMBEDDING_MODELS.some(({ name }) => name === modelId.split('?', 1)[0]);
}

function listing(models: readonly LocalModelEntry[]): string {
  return models.map(({ name, description }) => `local:${name} ${description}`).join('; ');
}
