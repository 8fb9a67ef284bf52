/** What is to be known of the best of several steps that were chosen among by their own scores; `isTested`: it was tested on held-out rows. */
export function selectionSentence(scoredSteps: number, isTested = false): string {
  const chosen = `It was chosen among ${scoredSteps} steps by these very scores, which flatters it`;
  return isTested
    ? `${chosen}: believe the score on the held-out rows.`
    : `${chosen}: evaluate it on examples that the search has not seen before you believe the score, or search with held-out rows.`;
}
