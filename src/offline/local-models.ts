import type { Model } from '../evaluation/model.ts';
import { ArithmeticModel } from './arithmetic/arithmetic-model.ts';
import { CONDITION_OPTIONS } from './conditions.ts';
import { ECHO_OPTIONS, EchoModel } from './echo-model.ts';
import { LexiconModel } from './lexicon/lexicon-model.ts';
import type { OptionTable, OptionValues } from './model-options.ts';
import { OverlapModel } from './overlap/overlap-model.ts';
import { ProposerModel } from './proposer/proposer-model.ts';

/** One of the offline models. */
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
    description: 'computes the arithmetic expression in a question, with precedence only where it is asked for steps',
    options: CONDITION_OPTIONS,
    create: (modelId) => new ArithmeticModel(modelId),
  },
  {
    name: 'echo',
    description: 'answers with the last user message, or with JSON of the asked form, for tests and benchmarks',
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
    description: 'a judge that rates how many of the words quoted in the output stand in the input',
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
