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

/** How much of what follows is read. */
const MOST_CHARACTERS = 400;

const MOST_LINES = 6;

const WITHOUT_CONTENT = /^(?:\$\$|\\\[|\\begin\{[a-z*]{1,20}\}|```\w{0,20}|[-–—*_=#>\s]{0,80})$/;

const DISPLAY = /^(?:(\\\[)|(\$\$)|\\begin\{([a-z*]{1,20})\})/;

/** What stands behind a label: the rest of its line, or the next line that has content; displayed math whole, in one line. */
export function afterLabel(text: string, end: number): string {
  let at = end;
  for (let lines = 0; lines < MOST_LINES && at <= text.length; lines++) {
    const lineEnd = text.indexOf('\n', at);
    const stop = lineEnd < 0 ? text.length : lineEnd;
    const line = text.slice(at, Math.min(stop, at + MOST_CHARACTERS));
    const content = line.trim().replace(/^[:=*_\s]{1,10}/, '');
    const display = displayAt(text, at + line.indexOf(content));
    if (display !== null) return display;
    if (!WITHOUT_CONTENT.test(content)) return line.trim();
    at = stop + 1;
  }
  return '';
}

/** Math that is displayed over several lines. */
function displayAt(text: string, at: number): string | null {
  const near = text.slice(at, at + MOST_CHARACTERS);
  const [opener = '', bracket, , environment] = DISPLAY.exec(near) ?? [];
  if (opener === '') return null;
  const closer = environment === undefined ? (bracket === undefined ? '$$' : '\\]') : `\\end{${environment}}`;
  const close = near.indexOf(closer, opener.length);
  const block = close < 0 ? '' : near.slice(0, close + closer.length);
  return block.includes('\n') ? block.replace(/\s{1,100}/g, ' ') : null;
}

const REJECTED =
  /^[^.!?;,\n]{0,100}?(?:,\s(?:which|but\s(?:that|this|it))\s|\s)(?:is|was|would\sbe)\s(?:wrong|incorrect|not\s(?:right|correct))(?!\p{L})/iu;

const NEXT = /[.!?…)*]\s{1,3}|\n[\s*_]{0,6}|\s[-–—]\s/g;

const NEXT_SAID = 3;

const DOUBT = /^[*_(]{0,3}(?:wait|hold on|hmm+|oops|no|sorry|actually|correction|scratch that)(?!\p{L})/iu;

const DENIAL =
  /^[*_(]{0,3}(?:but\s)?(?:that|this)(?:['’]s|\sis|\swas)\s(?:\p{L}+ly\s)?(?:wrong|incorrect|not\s(?:right|correct)|an?\s(?:mistake|error))/iu;

const FAULT =
  /\b(?:wrong|incorrect|not\sright|not\scorrect|mistaken?|error|forgot|misread|miscalculated|miscounted|overlooked|oops|correction|scratch|redo|recalculate)\b/i;

const REACH = 200;

/** More labels than these are not read, from the last one on. */
const LABELS_READ = 200;

/** Where a text begins to take back what a label states (`26, which is wrong`, `26. Wait, I forgot the eggs`); `null` where it does not. */
export function takenBackAt(text: string, end: number): number | null {
  const behind = text.slice(end, end + REACH);
  const rejected = REJECTED.exec(behind);
  if (rejected !== null) return end + rejected[0].length;
  const starts = [...behind.matchAll(NEXT)].slice(0, NEXT_SAID).map((match) => match.index + match[0].length);
  const back = starts.find((start) => takesBack(firstLineOf(behind.slice(start))));
  return back === undefined ? null : end + back;
}

/** What a text says since it last took an answer back, or named that of others (`A common wrong answer is 26.`). */
export function sinceTakenBack(text: string): string {
  for (const label of answerLabels(text).slice(-LABELS_READ).reverse()) {
    const at = label.kind === 'other' ? clauseEnd(text, label) : takenBackAt(text, label.end);
    if (at !== null) return text.slice(at);
  }
  return text;
}

function clauseEnd(text: string, { end }: AnswerLabel): number {
  const length = text.slice(end, end + REACH).search(/[.!?;,](?!\d)|\n/);
  return length < 0 ? text.length : end + length;
}

function takesBack(said: string): boolean {
  return DENIAL.test(said) || (DOUBT.test(said) && FAULT.test(said));
}

function firstLineOf(text: string): string {
  const end = text.indexOf('\n');
  return end < 0 ? text : text.slice(0, end);
}
