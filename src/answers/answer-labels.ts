/** Where a text says that its answer comes now. */
export interface AnswerLabel {
  /** «Final answer» in any form, «the answer is», «Answer:» and a heading «Answer», or an answer of others: «a wrong answer is». */
  readonly kind: 'final' | 'statement' | 'label' | 'other';
  /** Where what follows begins. */
  readonly end: number;
}

const ANSWER = /(?<![\p{L}\p{N}_])(?:answers?|ans)(?![\p{L}\p{N}_])/giu;
const FINAL = /final[ *_-]{1,5}$/i;
/** «A common wrong answer is 26»: not what is answered. */
const OF_OTHERS =
  /\b(?:wrong|incorrect|mistaken|false|tempting|naive|common|previous|earlier|initial|student['’]s)\s[*_]{0,3}$/i;
const STATEMENT =
  /(?:\s(?:choice|option))?(?:\s(?:to|for|of)\s[^.\n:?!]{1,80}?|\s(?:that\s)?(?:I|we|you)\s(?:get|got|want|need|find|found|obtain)(?:ed)?)?[\s*_"”]{1,5}(?:is|are|equals|(?:would|should|must|will|could|may|might|has to|appears to|seems to|turns out to|works out to) be|comes (?:out )?to)(?!\p{L})|\sof(?=\s[*_$\\(]{0,4}\d)/iuy;
/** «Ans. C» */
const ABBREVIATED = /(?:^|[^\p{L}])ans\.\s\S$/iu;
const COLON = /\.?(?:\s?\([^()\n]{1,40}\)|\s(?:choice|option))?[ *_"”]{0,6}(?:[:=]|(?<= )[-–—] )[*_]{0,3}/iy;
const HEADING_BEFORE = /(?:^|\n)[ #*_>]{0,12}(?:(?:the|my|final|correct)[ ]){0,2}$/i;
const HEADING_END = /[ *_#]{0,8}(?=\n)/y;
/** Every label of a text in its order. */
export function answerLabels(text: string): AnswerLabel[] {
  const labels: AnswerLabel[] = [];
  for (const match of text.matchAll(ANSWER)) {
    const end = match.index + match[0].length;
    const before = text.slice(Math.max(0, match.index - 40), match.index);
    const label = statementAt(text, end) ?? labelAt(text, end, before);
    const kind = OF_OTHERS.test(before) ? 'other' : FINAL.test(before) ? 'final' : label?.kind;
    if (label !== null && kind !== undefined) labels.push({ ...label, kind });
  }
  return labels;
}

function statementAt(text: string, at: number): AnswerLabel | null {
  STATEMENT.lastIndex = at;
  return STATEMENT.test(text) ? { kind: 'statement', end: STATEMENT.lastIndex } : null;
}

function labelAt(text: string, at: number, before: string): AnswerLabel | null {
  if (ABBREVIATED.test(before + text.slice(at - 3, at + 3))) return { kind: 'label', end: at + 2 };
  COLON.lastIndex = at;
  if (COLON.test(text)) return { kind: 'label', end: COLON.lastIndex };
  HEADING_END.lastIndex = at;
  const isHeading = HEADING_BEFORE.test(before) && HEADING_END.test(text);
  return isHeading ? { kind: 'label', end: HEADING_END.lastIndex } : null;
}
