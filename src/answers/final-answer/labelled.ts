import { type AnswerLabel, answerLabels, behindLabel } from '../answer-labels.ts';
import { statedValue } from '../stated-value.ts';

/** More labels than these are not read, from the last one on. */
const LABELS_READ = 200;

/** What the last of these labels states; a label that states nothing is passed over. */
export function labelled(
  text: string,
  kinds: readonly AnswerLabel['kind'][],
): { kind: AnswerLabel['kind']; value: string } | null {
  const labels = answerLabels(text).filter(({ kind }) => kinds.includes(kind));
  for (const { kind, end } of labels.slice(-LABELS_READ).reverse()) {
    const value = statedValue(behindLabel(text, end));
    if (value !== null) return { kind, value };
  }
  return null;
}
