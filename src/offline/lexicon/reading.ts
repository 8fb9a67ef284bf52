import type { CompletionRequest } from '../../evaluation/model.ts';
import { markedRequest } from '../marked-input.ts';
import { type Label, type Sense, statedLabels } from './label.ts';
import { lessons } from './lessons.ts';
import { sentiment, type Sentiment } from './sentiment.ts';

const TERSE = /\b(only|just|nothing else|(?:one|single) word|no (?:other|further|explanation)|without (?:any )?explanation)\b/i;

/** A text whose weights add up to less than this, either way, leans to neither side. */
const NEUTRAL_BELOW = 1;
/** A text's lesser side balances the greater one if it is at least this share of it. */
const BALANCE = 2 / 3;
/** Beyond this polarity (a sum of about 4) a text leans strongly. */
const STRONG_POLARITY = 0.7;
const NEXT_BEST: Readonly<Record<Sense, readonly Sense[]>> = {
  positive: ['positive', 'neutral', 'mixed', 'negative'],
  negative: ['negative', 'neutral', 'mixed', 'positive'],
  neutral: ['neutral', 'mixed'],
  mixed: ['mixed', 'neutral'],
};

/** What the lexicon reads in a request. */
export interface Reading {
  readonly input: string;
  readonly sentiment: Sentiment;
  readonly sense: Sense;
  /** The labels that the instructions state; may be empty. */
  readonly labels: readonly Label[];
  /** Whether the instructions ask for the label and nothing else. */
  readonly terse: boolean;
}

/** Reads a request: what its input says, and what its instructions teach and ask for. */
export function reading(request: CompletionRequest): Reading {
  const { input, instructions } = markedRequest(request);
  const { weights, weighsSides } = lessons(instructions);
  const found = sentiment(input, weights);
  return {
    input,
    sentiment: found,
    sense: leaning(found, weighsSides),
    labels: statedLabels(instructions),
    terse: TERSE.test(instructions),
  };
}

/**
 * Which way a text leans. With `weighsSides` (the prompt treats texts with both sides as a case of their own) a text is mixed
 * once its lesser side is two thirds of its greater one.
 */
function leaning(found: Sentiment, weighsSides: boolean): Sense {
  const { praise, blame } = sides(found);
  const lesser = Math.min(praise, blame);
  if (weighsSides && lesser > 0 && lesser >= Math.max(praise, blame) * BALANCE) return 'mixed';
  if (Math.abs(found.sum) < NEUTRAL_BELOW) return lesser > 0 ? 'mixed' : 'neutral';
  return found.sum > 0 ? 'positive' : 'negative';
}

function sides({ words }: Sentiment): { praise: number; blame: number } {
  const sum = (sign: number): number => words.reduce((total, { weight }) => total + Math.max(0, sign * weight), 0);
  return { praise: sum(1), blame: sum(-1) };
}

/**
 * The label for a leaning: one of its sense (of several, the strong one for a strong text), else of the nearest sense that has
 * a label. Without one for a text that leans to neither side, the side of its sum decides; at zero, the first label.
 */
export function bestLabel(labels: readonly Label[], sense: Sense, found: Sentiment): Label | undefined {
  const order = [...NEXT_BEST[sense], ...(found.sum < 0 ? ['negative' as const] : found.sum > 0 ? ['positive' as const] : [])];
  const fitting = order.map((wanted) => labels.filter((label) => label.sense === wanted)).find((group) => group.length > 0);
  const strong = Math.abs(found.polarity) > STRONG_POLARITY;
  return fitting?.find((label) => label.strong === strong) ?? fitting?.[0] ?? labels[0];
}
