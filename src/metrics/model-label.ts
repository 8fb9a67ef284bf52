/** How many different models have a name of their own. */
const MAX_MODELS = 50;

/** What all further ones are called. */
export const OTHER_MODELS = 'other';

const MAX_CHARS = 120;

export interface ModelLabels {
  readonly provider: string;
  readonly model: string;
}

/** Names models in labels. Users choose those names, so there is a bound to how many there are. */
export class ModelNames {
  readonly #known = new Map<string, ModelLabels>();

  /** Of `provider:model-id`. */
  ofSpec(spec: string): ModelLabels {
    const colon = spec.indexOf(':');
    return this.of(colon === -1 ? undefined : spec.slice(0, colon), spec.slice(colon + 1));
  }

  of(provider: unknown, modelId: unknown): ModelLabels {
    // A child may send anything.
    const labels = { provider: labelText(provider), model: labelText(modelId) };
    const key = `${labels.provider}:${labels.model}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    if (this.#known.size >= MAX_MODELS) return { provider: OTHER_MODELS, model: OTHER_MODELS };
    this.#known.set(key, labels);
    return labels;
  }
}

/** The options of a local model (`lexicon?latency_ms=50`) are no part of its name. */
function labelText(name: unknown): string {
  if (typeof name !== 'string' || name === '') return 'unknown';
  return name.replace(/\?.*$/s, '').slice(0, MAX_CHARS).toWellFormed();
}
