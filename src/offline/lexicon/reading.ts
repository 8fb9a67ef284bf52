import type { CompletionRequest } from '../../evaluation/model.ts';
import { lastUserMessage } from '../last-user-message.ts';
import type { Label, Sense } from './label.ts';
import { lessons } from './lessons.ts';
import { markedInput } from './marked-input.ts';
import { sentiment, type Sentiment } from './sentiment.ts';
import { statedLabels } from './stated-labels.ts';
import { leaning } from './verdict.ts';

/** What the lexicon makes of a request. */
export interface Reading {
  readonly input: string;
  readonly sentiment: Sentiment;
  readonly sense: Sense;
  /** The labels that the instructions state; none where they state none. */
  readonly labels: readonly Label[];
  /** Whether the instructions ask for the label and nothing else. */
  readonly terse: boolean;
}

const TERSE = /\b(only|just|nothing else|(?:one|single) word|no (?:other|further|explanation)|without (?:any )?explanation)\b/i;

/**
 * Reads the last user message: the input that it marks off, or all of it. Instructions are the rest of it, the system
 * instruction and the messages before.
 */
export function reading(request: CompletionRequest): Reading {
  const { input, instructions } = markedInput(lastUserMessage(request));
  const earlier = request.messages.slice(
    0,
    request.messages.findLastIndex(({ role }) => role === 'user'),
  );
  const all = [request.systemInstruction ?? '', ...earlier.map(({ content }) => content), instructions].join('\n');
  const { weights, weighsSides } = lessons(all);
  const found = sentiment(input, weights);
  return { input, sentiment: found, sense: leaning(found, weighsSides), labels: statedLabels(all), terse: TERSE.test(all) };
}
