/** A prompt taken apart. */
export interface MarkedPrompt {
  /** The text to classify. */
  readonly input: string;
  /** The rest; the same as the input where nothing is marked off. */
  readonly instructions: string;
  readonly marked: boolean;
}

interface Region {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

const OPENING = /<([A-Za-z][\w-]*)(?:\s[^<>]*)?>|"""|'''|```[^\S\n]*[\w-]*\n|```/g;

/**
 * Finds what a prompt marks off as its input: the last region between an XML-like pair of tags, triple quotes or code
 * fences that holds a word. A prompt that marks nothing off is all input, its instructions too.
 */
export function markedInput(prompt: string): MarkedPrompt {
  const region = lastRegion(prompt);
  if (region === null) return { input: prompt, instructions: prompt, marked: false };
  const instructions = `${prompt.slice(0, region.start)}\n${prompt.slice(region.end)}`;
  return { input: region.text, instructions, marked: true };
}

function lastRegion(text: string): Region | null {
  let last: Region | null = null;
  const opening = new RegExp(OPENING);
  for (let match = opening.exec(text); match !== null; match = opening.exec(text)) {
    const region = regionFrom(text, match);
    if (region === null) continue;
    if (/[\p{L}\p{N}]/u.test(region.text)) last = region;
    opening.lastIndex = region.end;
  }
  return last;
}

function regionFrom(text: string, match: RegExpExecArray): Region | null {
  const inner = match.index + match[0].length;
  const close = closingOf(match);
  const end = text.indexOf(close, inner);
  if (end < 0) return null;
  // "Between the <review> tags: <review>…</review>": the last opening before the closing is the one that counts.
  const reopened = match[1] === undefined ? -1 : text.slice(inner, end).lastIndexOf(match[0]);
  const start = reopened < 0 ? match.index : inner + reopened;
  return { start, end: end + close.length, text: text.slice(start + match[0].length, end) };
}

function closingOf(match: RegExpExecArray): string {
  return match[1] === undefined ? match[0].slice(0, 3) : `</${match[1]}>`;
}
