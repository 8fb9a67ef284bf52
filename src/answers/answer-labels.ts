/** Where a text says that its answer comes now. */
export interface AnswerLabel {
  /** «Final answer» in any form, «the answer is», or «Answer:» and a heading «Answer». */
  readonly kind: 'final' | 'statement' | 'label';
  /** Where what follows begins. */
  readonly end: number;
}

const ANSWER = /(?<![\p{L}\p{N}_])(?:answer|ans)(?![\p{L}\p{N}_])/giu;
const FINAL = /final[ *_-]{1,5}$/i;
const STATEMENT =
  /(?:\s(?:choice|option))?(?:\s(?:to|for|of)\s[^.\n:?!]{1,80}?)?[\s*_"”]{1,5}(?:is|are|equals|would be|should be|must be|will be)(?!\p{L})/iuy;
const COLON = /\.?(?:\s?\([^()\n]{1,40}\)|\s(?:choice|option))?[ *_"”]{0,6}(?:[:=]|(?<= )[-–—] )[*_]{0,3}/iy;
const HEADING_BEFORE = /(?:^|\n)[ #*_>]{0,12}(?:(?:the|my|final|correct)[ ]){0,2}$/i;
const HEADING_END = /[ *_#]{0,8}(?=\n)/y;
/** How much of what follows is read. */
const MOST_CHARACTERS = 400;
const MOST_LINES = 6;
const NO_CONTENT = /^(?:\$\$|\\\[|\\begin\{[a-z*]{1,20}\}|```\w{0,20}|[-–—*_=#>\s]{0,80})$/;

/** Every label of a text in its order. */
export function answerLabels(text: string): AnswerLabel[] {
  const labels: AnswerLabel[] = [];
  for (const match of text.matchAll(ANSWER)) {
    const end = match.index + match[0].length;
    const before = text.slice(Math.max(0, match.index - 40), match.index);
    const label = statementAt(text, end) ?? labelAt(text, end, before);
    if (label !== null) labels.push(FINAL.test(before) ? { ...label, kind: 'final' } : label);
  }
  return labels;
}

/** What stands behind a label: the rest of its line, or where that is empty, the next line that has content. */
export function behindLabel(text: string, end: number): string {
  let at = end;
  for (let lines = 0; lines < MOST_LINES && at <= text.length; lines++) {
    const lineEnd = text.indexOf('\n', at);
    const stop = lineEnd < 0 ? text.length : lineEnd;
    const line = text.slice(at, Math.min(stop, at + MOST_CHARACTERS)).trim();
    if (!NO_CONTENT.test(line.replace(/^[:=*_\s]{1,10}/, ''))) return line;
    at = stop + 1;
  }
  return '';
}

function statementAt(text: string, at: number): AnswerLabel | null {
  STATEMENT.lastIndex = at;
  return STATEMENT.test(text) ? { kind: 'statement', end: STATEMENT.lastIndex } : null;
}

function labelAt(text: string, at: number, before: string): AnswerLabel | null {
  COLON.lastIndex = at;
  if (COLON.test(text)) return { kind: 'label', end: COLON.lastIndex };
  HEADING_END.lastIndex = at;
  const isHeading = HEADING_BEFORE.test(before) && HEADING_END.test(text);
  return isHeading ? { kind: 'label', end: HEADING_END.lastIndex } : null;
}
