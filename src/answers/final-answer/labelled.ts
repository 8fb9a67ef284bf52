import { type AnswerLabel, answerLabels } from '../answer-labels.ts';
import { behindLabel } from '../behind-label.ts';
import { statedValue } from '../stated-value.ts';
import { takenBackAt } from '../taken-back.ts';

/** More labels than these are not read, from the last one on. */
const LABELS_READ = 200;

/** What the last of these labels states; a label that states nothing is passed over. */
export function labelled(
  text: string,
  kinds: readonly AnswerLabel['kind'][],
): { kind: AnswerLabel['kind']; value: string } | null {
  const labels = answerLabels(text).filter(({ kind }) => kinds.includes(kind));
  for (const { kind, end } of labels.slice(-LABELS_READ).reverse()) {
    if (takenBackAt(text, end) !== null) continue;
    const value = statedValue(behindLabel(text, end));
    if (value !== null) return { kind, value };
  }
  return null;
}
