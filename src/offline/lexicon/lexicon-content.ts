import type { JsonValue } from '../../evaluation/json.ts';
import type { AnswerContent, SchemaPath } from '../schema/fill-schema.ts';
import type { NumberBounds } from '../schema/number-bounds.ts';
import { explanation } from './explanation.ts';
import { type Label, labelOf } from './label.ts';
import type { Reading } from './reading.ts';
import { bestLabel } from './verdict.ts';

/**
 * What a reading says in the form of a schema. Sentiment labels go by their sense (those that the prompt states come
 * first), numbers and numeric or boolean enums by how far the text leans, free strings hold the explanation.
 */
export class LexiconContent implements AnswerContent {
  readonly #reading: Reading;

  constructor(reading: Reading) {
    this.#reading = reading;
  }

  text(): string {
    return explanation(this.#reading);
  }

  choice(_path: SchemaPath, options: readonly JsonValue[]): JsonValue | undefined {
    const labels = labelled(options);
    if (labels.length > 0) return this.#label(labels);
    const ordered = inOrder(options);
    if (ordered !== null) return ordered[Math.round(this.#share() * (ordered.length - 1))];
    return options.find(
      (option) => typeof option === 'string' && this.#reading.input.toLowerCase().includes(option.toLowerCase()),
    );
  }

  number(path: SchemaPath, { minimum, maximum }: NumberBounds): number {
    if (/confidence|certainty|probability/i.test(path.at(-1) ?? '')) return this.#confidence() * (maximum ?? 1);
    if (minimum === null || maximum === null) return this.#reading.sentiment.sum;
    return minimum + this.#share() * (maximum - minimum);
  }

  boolean(path: SchemaPath): boolean {
    return this.#reading.sense === (/neg|unhappy|bad|complain/i.test(path.at(-1) ?? '') ? 'negative' : 'positive');
  }

  #label(labels: readonly Label[]): string | undefined {
    const stated = labels.filter(({ text }) =>
      this.#reading.labels.some((label) => label.text.toLowerCase() === text.toLowerCase()),
    );
    return bestLabel(stated.length > 1 ? stated : labels, this.#reading.sense, this.#reading.sentiment)?.text;
  }

  /** 0 for as negative as can be, 1 for as positive, a half for no side. */
  #share(): number {
    return (this.#reading.sentiment.polarity + 1) / 2;
  }

  #confidence(): number {
    const { words, polarity } = this.#reading.sentiment;
    return words.length === 0 ? 0.5 : 0.5 + Math.abs(polarity) / 2;
  }
}

function labelled(options: readonly JsonValue[]): Label[] {
  return options.map((option) => (typeof option === 'string' ? labelOf(option) : null)).filter((label) => label !== null);
}

function inOrder(options: readonly JsonValue[]): readonly JsonValue[] | null {
  const numbers = options.map((option) => (typeof option === 'string' && option.trim() === '' ? NaN : Number(option)));
  if (options.some((option) => typeof option === 'object') || numbers.some(Number.isNaN)) return null;
  return [...options].sort((one, other) => Number(one) - Number(other));
}
