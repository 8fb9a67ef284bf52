/** The end of a model's thinking. */
const THINKING_ENDS = /<\/(?:think|thinking|thoughts?|reasoning)>|◁\/think▷|<\|channel\|>final<\|message\|>/gi;

/** Where a model's thinking ends in its text and its answer begins; 0 where it shows none. */
export function thinkingEnd(text: string): number {
  let end = 0;
  for (const match of text.matchAll(THINKING_ENDS)) end = match.index + match[0].length;
  return end;
}
