import { ModelSpecError } from '../domain/errors.ts';
import type { Model } from '../evaluation/model.ts';
import { underConditions } from './conditions.ts';
import { LOCAL_MODELS } from './local-models.ts';
import { parseOptions } from './model-options.ts';

/**
 * The offline model of what follows `local:`, as in `lexicon` or `echo?latency_ms=20&fail_rate=0.1`. Throws a
 * `ModelSpecError` that lists the models, or the model's options, when there is no such model or option.
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
