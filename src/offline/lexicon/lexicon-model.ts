import type { CompletionRequest } from '../../evaluation/model.ts';
import { type RuleAnswer, RuleModel } from '../rule-model.ts';
import { explanation } from './explanation.ts';
import type { Label } from './label.ts';
import { LexiconContent } from './lexicon-content.ts';
import { reading, type Reading } from './reading.ts';
import { bestLabel } from './verdict.ts';

/** What it says where a prompt states no labels. */
const OWN_WORDS: readonly Label[] = [
  { text: 'good', sense: 'positive', strong: false },
  { text: 'bad', sense: 'negative', strong: false },
  { text: 'so-so', sense: 'neutral', strong: false },
];

/**
 * Classifies sentiment by adding up the weights of AFINN-165's words. It is no language model: it understands neither the
 * text nor the prompt, knows English words only, and answers every request with a sentiment. A prompt matters to it by a
 * few rules that `docs/local-models.md` lists: what it marks off, which labels it states and what it teaches about them.
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
