import type { JsonValue } from '../../evaluation/json.ts';
import type { CompletionRequest } from '../../evaluation/model.ts';
import { type RuleAnswer, RuleModel } from '../rule-model.ts';
import type { NumberBounds } from '../schema/schema-keywords.ts';
import type { AnswerContent, SchemaPath } from '../schema/structured-answer.ts';
import { type Label, labelOf } from './label.ts';
import { bestLabel, reading, type Reading } from './reading.ts';
import type { WeighedWord } from './sentiment.ts';

/** Its own labels, for a prompt that states none. */
const OWN_WORDS: readonly Label[] = [
  { text: 'good', sense: 'positive', strong: false },
  { text: 'bad', sense: 'negative', strong: false },
  { text: 'so-so', sense: 'neutral', strong: false },
];

const MOST_WORDS = 12;

/**
 * Classifies sentiment by adding up the weights of AFINN-165's words. It is not a language model: it understands neither the
 * text nor the prompt, knows only English words, and answers every request with a sentiment. A prompt affects it by a few rules,
 * listed in `docs/local-models.md`: what it marks off, which labels it states and what it teaches about them.
 */
export class LexiconModel extends RuleModel {
  protected answer(request: CompletionRequest): RuleAnswer {
    const read = reading(request);
    return { text: () => plainAnswer(read), content: () => new LexiconContent(read) };
  }
}

function plainAnswer(read: Reading): string {
  const label = bestLabel(read.labels.length > 0 ? read.labels : OWN_WORDS, read.sense, read.sentiment)?.text ?? read.sense;
  return read.terse ? label : explanation(read, label);
}

/**
 * A reading in the form of a schema. Sentiment labels are chosen by sense (those that the prompt states come first), numbers and
 * numeric or boolean enums by how far the text leans; free strings hold the explanation.
 */
class LexiconContent implements AnswerContent {
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

  /** 0 for the most negative, 1 for the most positive, a half for neither. */
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

/** The words that counted, quoted from the text, with their weights: `"love" (+3), "awful" (−3): mixed`. */
function explanation({ sentiment, sense }: Reading, label: string = sense): string {
  const { words } = sentiment;
  if (words.length === 0) return `no word of it is in the lexicon: ${label}`;
  const left = words.length - MOST_WORDS;
  return `${words.slice(0, MOST_WORDS).map(described).join(', ')}${left > 0 ? ` and ${left} more` : ''}: ${label}`;
}

function described({ text, weight, negator }: WeighedWord): string {
  return `"${text}"${negator === null ? '' : ` after "${negator}"`} (${signed(weight)})`;
}

function signed(weight: number): string {
  const size = String(Math.abs(Math.round(weight * 100) / 100));
  return weight < 0 ? `−${size}` : `+${size}`;
}
