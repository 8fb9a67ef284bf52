/** What is to be known of the best of several steps that were chosen among by their own scores. */
export function selectionSentence(scoredSteps: number): string {
  return `It was chosen among ${scoredSteps} steps by these very scores, which flatters it: evaluate it on examples that the search has not seen before you believe the score.`;
}
