import { llmJudge, ordinal, programmaticMetric, range } from 'assay';

type Label = 'positive' | 'negative' | 'neutral';
type Output = { label: Label; explanation?: string };

const POSITION: Record<Label, number> = { negative: 0, neutral: 1, positive: 2 };

/** Right or wrong. */
export const label_correctness = programmaticMetric<Output, Label>({
  description: 'The label is the one that a careful reader gave the review.',
  scale: ordinal([false, true]),
  score: ({ output, reference }) => ({
    raw: output.label === reference,
    reason: output.label === reference ? `${reference} is right` : `${output.label}, but a reader says ${reference}`,
  }),
});

/** How far off: neutral for positive is half as wrong as negative for positive. */
export const label_closeness = programmaticMetric<Output, Label>({
  description: 'How near the label is to the right one, on the line from negative over neutral to positive.',
  scale: range(0, 1),
  score: ({ output, reference }) => {
    const steps = Math.abs(POSITION[output.label] - POSITION[reference]);
    return { raw: 1 - steps / 2, reason: `${steps} of 2 steps from ${reference}` };
  },
});

/**
 * A judge. `local:overlap` needs no key: it counts which quoted words are in the review, and does not read the rubric. For a
 * judge that does, name a real model here, such as 'openai:gpt-5-mini' or 'mistral:mistral-medium-latest', and set its provider's key.
 */
export const evidence_in_review = llmJudge({
  description:
    'The explanation backs the label with words in quotes, and every quoted word really stands in the review. ' +
    '"none": nothing is quoted, or less than half of it stands in the review. ' +
    '"some": at least half of what is quoted does. "all": everything that is quoted does.',
  scale: ordinal(['none', 'some', 'all']),
  model: 'local:overlap',
});
