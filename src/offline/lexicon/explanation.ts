import type { Reading } from './reading.ts';
import type { WeighedWord } from './sentiment.ts';

const MOST_WORDS = 12;

/** The words that were found, quoted as they stand in the text, with their weights: `"love" (+3), "awful" (−3): mixed`. */
export function explanation({ sentiment, sense }: Reading, label: string = sense): string {
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
