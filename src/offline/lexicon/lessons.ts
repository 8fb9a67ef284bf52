import { LABEL_PATTERN, labelOf, type Sense } from './label.ts';
import { AFINN, type Weights } from './sentiment.ts';
import { tokens } from './tokens.ts';

/** What a prompt teaches about its labels. */
export interface Lessons {
  readonly weights: Weights;
  /** Whether a text with both sides is a case of its own: the prompt defines mixed, or neutral as "mixed", "both" or "balance". */
  readonly weighsSides: boolean;
}

interface TaughtPhrase {
  readonly phrase: string;
  readonly sense: Sense;
  readonly weight: number;
}

const MARKS = '["\'`*_]*';

const DEFINITION = new RegExp(String.raw`^\s*(?:[-*•]|\d+[.)])?\s*${MARKS}(${LABEL_PATTERN})${MARKS}\s*[:=–—]\s*(.+)$`, 'iu');

const EXAMPLE = new RegExp(String.raw`^(.+?)\s*(?:->|=>|→)\s*${MARKS}(${LABEL_PATTERN})${MARKS}\s*[.;,]?\s*$`, 'iu');

const QUOTED = /"([^"]+)"|“([^”]+)”|„([^“”]+)[“”]|«([^»]+)»|「([^」]+)」/gu;

/** The most words in a cue; a longer quote is a sentence. */
const CUE_LENGTH = 3;

const CUE_WEIGHT = 2;

/** A word of an example sentence is only a hint: it takes two of them to reach the neutral threshold. */
const HINT_WEIGHT = 0.5;

const COMMON_WORDS = new Set(
  (
    'a an and are as at be but by for from had has have he her his i in is it its me my of on or our she so than that the their ' +
    'them then there they this to us was we were what when which who will with would you your after again all also am any been ' +
    'before can could did do does get got how if into just more most much only other out over some too up very two three day days ' +
    'review product'
  ).split(' '),
);

/**
 * What instructions teach, line by line. A definition, `negative: complaints ("refund", "fell apart")`, teaches its quoted words
 * and phrases of up to three words as cues of weight 2. An example, `"Der Akku hält nicht mal einen Tag." → negative`, teaches
 * the words of its quoted sentence as hints of weight 0.5, except common English words and those of the lexicon.
 */
export function lessons(instructions: string): Lessons {
  const lines = instructions.split('\n');
  return { weights: weightsOf(lines.flatMap(fromLine)), weighsSides: lines.some(definesBothSides) };
}

/** A phrase that was taught for one side counts for it; one for both sides, or for a neutral label, has no weight. */
function weightsOf(phrases: readonly TaughtPhrase[]): Weights {
  const weights = new Map<string, number>();
  for (const [phrase, uses] of Map.groupBy(phrases, (use) => use.phrase)) {
    const sides = new Set(uses.map(({ sense }) => sense));
    const weight = Math.max(...uses.map((use) => use.weight));
    if (sides.size > 1 || !(sides.has('positive') || sides.has('negative'))) weights.set(phrase, AFINN.get(phrase) ?? 0);
    else weights.set(phrase, sides.has('positive') ? weight : -weight);
  }
  return weights;
}

function fromLine(line: string): TaughtPhrase[] {
  const definition = DEFINITION.exec(line);
  const example = definition === null ? EXAMPLE.exec(line) : null;
  const sense = labelOf(definition?.[1] ?? example?.[2] ?? '')?.sense;
  if (sense === undefined) return [];
  return quotes(definition?.[2] ?? example?.[1] ?? '').flatMap((quote) => taught(quote, sense));
}

function definesBothSides(line: string): boolean {
  const [, label = '', text = ''] = DEFINITION.exec(line) ?? [];
  const sense = labelOf(label)?.sense;
  return sense === 'mixed' || (sense === 'neutral' && /\b(mixed|both|balanced?|pros and cons)\b/i.test(text));
}

function quotes(text: string): string[] {
  return [...text.matchAll(QUOTED)].map((match) => match.slice(1).join(''));
}

function taught(quote: string, sense: Sense): TaughtPhrase[] {
  const words = tokens(quote.replace(/[….]+$/u, ''))
    .map(({ word }) => word)
    .filter((word) => word !== '');
  if (words.length === 0) return [];
  if (quote.trim().split(/\s+/).length <= CUE_LENGTH) return [{ phrase: words.join(' '), sense, weight: CUE_WEIGHT }];
  const telling = words.filter((word) => word.length > 1 && !COMMON_WORDS.has(word) && !AFINN.has(word));
  return [...new Set(telling)].map((phrase) => ({ phrase, sense, weight: HINT_WEIGHT }));
}
