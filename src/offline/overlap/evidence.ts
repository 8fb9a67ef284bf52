import { tokens } from '../lexicon/tokens.ts';

/** How much of what an answer quotes stands in the input. */
export interface Evidence {
  readonly found: readonly string[];
  readonly missing: readonly string[];
  /** Quoted words found ÷ quoted words; 0 where nothing is quoted. */
  readonly share: number;
}

const QUOTED = /"([^"]+)"|“([^”]+)”|„([^“”]+)[“”]|«([^»]+)»|「([^」]+)」|`([^`]+)`|(?<!\p{L})['‘]([^'’]+)['’](?!\p{L})/gu;

/**
 * Looks up the words that the answer's strings quote among the input's words. Every word counts, case does not; a passage
 * that stands in the input as it is counts with all its words.
 */
export function evidence(answer: readonly string[], input: readonly string[]): Evidence {
  const haystack = plain(input.join('\n'));
  const known = new Set(words(haystack));
  const found: string[] = [];
  const missing: string[] = [];
  for (const passage of quotedPassages(answer)) {
    const whole = haystack.includes(plain(passage));
    for (const word of words(passage)) (whole || known.has(word) ? found : missing).push(word);
  }
  const all = found.length + missing.length;
  return { found, missing, share: all === 0 ? 0 : found.length / all };
}

function plain(text: string): string {
  return text.toLowerCase().replaceAll('’', "'");
}

function words(text: string): string[] {
  return tokens(text)
    .map(({ word }) => word)
    .filter((word) => word !== '');
}

function quotedPassages(texts: readonly string[]): string[] {
  return texts.flatMap((text) => [...text.matchAll(QUOTED)].map((match) => match.slice(1).join('')));
}
