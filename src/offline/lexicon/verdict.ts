import type { Label, Sense } from './label.ts';
import type { Sentiment } from './sentiment.ts';

/** A text whose weights add up to less than this, either way, has no side. */
const NEUTRAL_BELOW = 1;

/** From this share of its greater side on, a text's lesser side balances it. */
const BALANCE = 2 / 3;

/** Beyond this polarity (a sum of about 4) a text is strongly of its side. */
const STRONG_POLARITY = 0.7;

const NEXT_BEST: Readonly<Record<Sense, readonly Sense[]>> = {
  positive: ['positive', 'neutral', 'mixed', 'negative'],
  negative: ['negative', 'neutral', 'mixed', 'positive'],
  neutral: ['neutral', 'mixed'],
  mixed: ['mixed', 'neutral'],
};

/**
 * Which way a text leans. With `weighsSides` (the prompt says that texts with both sides are a case of their own) a text
 * is mixed as soon as its lesser side is two thirds of its greater one.
 */
export function leaning(found: Sentiment, weighsSides: boolean): Sense {
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
 * The label for a leaning: one of its sense (the strong one for a strong text, where there are both), else of the nearest
 * sense that has a label; for a text without a side, then, the side of its sum, and the first label at zero.
 */
export function bestLabel(labels: readonly Label[], sense: Sense, found: Sentiment): Label | undefined {
  const order = [...NEXT_BEST[sense], ...(found.sum < 0 ? ['negative' as const] : found.sum > 0 ? ['positive' as const] : [])];
  const fitting = order.map((wanted) => labels.filter((label) => label.sense === wanted)).find((group) => group.length > 0);
  const strong = Math.abs(found.polarity) > STRONG_POLARITY;
  return fitting?.find((label) => label.strong === strong) ?? fitting?.[0] ?? labels[0];
}
