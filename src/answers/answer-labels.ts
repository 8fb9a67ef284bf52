import { firstLine } from './said-text.ts';

const ANSWER = /(?<![\p{L}\p{N}_])(?:answers?|ans)(?![\p{L}\p{N}_])/giu;
const FINAL = /final[ *_-]{1,5}$/i;
/** "A common wrong answer is 26": not the text's own answer. */
const OF_OTHERS =
  /\b(?:wrong|incorrect|mistaken|false|tempting|naive|common|previous|earlier|initial|student['’]s)\s[*_]{0,3}$/i;
const STATEMENT =
  /(?:\s(?:choice|option))?(?:\s(?:to|for|of)\s[^.\n:?!]{1,80}?|\s(?:that\s)?(?:I|we|you)\s(?:get|got|want|need|find|found|obtain)(?:ed)?)?[\s*_"”]{1,5}(?:is|are|equals|(?:would|should|must|will|could|may|might|has to|appears to|seems to|turns out to|works out to) be|comes (?:out )?to)(?!\p{L})|\sof(?=\s[*_$\\(]{0,4}\d)/iuy;
/** "Ans. C" */
const ABBREVIATED = /(?:^|[^\p{L}])ans\.\s\S$/iu;
const COLON = /\.?(?:\s?\([^()\n]{1,40}\)|\s(?:choice|option))?[ *_"”]{0,6}(?:[:=]|(?<= )[-–—] )[*_]{0,3}/iy;
const HEADING_BEFORE = /(?:^|\n)[ #*_>]{0,12}(?:(?:the|my|final|correct)[ ]){0,2}$/i;
const HEADING_END = /[ *_#]{0,8}(?=\n)/y;

/** How much of the text after a label is read. */
const MOST_CHARACTERS = 1000;
const MOST_LINES = 6;
const WITHOUT_CONTENT = /^(?:\$\$|\\\[|\\begin\{[a-z*]{1,20}\}|```\w{0,20}|[-–—*_=#>\s]{0,80})$/;
/** A bullet or a quotation mark before a line; a minus before LaTeX is a sign. */
const ITEM = /^(?:>\s{0,3}|[*•]\s{1,8}|-\s{1,8}(?!\\))/;
const DISPLAY = /^(?:(\\\[)|(\$\$)|\\begin\{([a-z*]{1,20})\})/;

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
/** How many places of one kind are read, counted from the last. */
const PLACES_READ = 200;

/** A place in a text that announces an answer. */
export interface AnswerLabel {
  /**
   * `final`: "final answer" in any form; `statement`: "the answer is"; `label`: "Answer:" or a heading "Answer"; `other`: an
   * answer that is not the text's own, "a wrong answer is".
   */
  readonly kind: 'final' | 'statement' | 'label' | 'other';
  /** Where the text after the label begins. */
  readonly end: number;
}

/** The kinds of label whose answer is the text's own. */
export type StatingKind = Exclude<AnswerLabel['kind'], 'other'>;

/** The rules that read the text after a label, by the kind of label. */
const LABEL_RULES = {
  final: 'after "final answer"',
  statement: 'after "the answer is"',
  label: 'after "Answer:"',
} as const satisfies Readonly<Record<StatingKind, string>>;

/** What follows a label, and the rule that reads it. */
export interface Statement {
  readonly rule: (typeof LABEL_RULES)[StatingKind];
  readonly said: string;
}

/** What follows the labels of these kinds, the last one first, without what the text takes back. */
export function* statements(
  text: string,
  labels: readonly AnswerLabel[],
  kinds: readonly StatingKind[],
): Generator<Statement, void, undefined> {
  const stating = labels.flatMap(({ kind, end }) => (kind !== 'other' && kinds.includes(kind) ? [{ kind, end }] : []));
  for (const { kind, end } of lastFirst(stating))
    if (takenBackAt(text, end) === null) yield { rule: LABEL_RULES[kind], said: afterLabel(text, end) };
}

/** All labels of a text, in order. */
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

/** The text after a label: the rest of its line, or the next line that has content. Displayed math is whole, on one line. */
export function afterLabel(text: string, end: number): string {
  let at = end;
  for (let lines = 0; lines < MOST_LINES && at <= text.length; lines++) {
    const lineEnd = text.indexOf('\n', at);
    const stop = lineEnd < 0 ? text.length : lineEnd;
    const line = text.slice(at, Math.min(stop, at + MOST_CHARACTERS));
    const content = line.trim().replace(/^[:=*_\s]{1,10}/, '');
    const display = displayAt(text, at + line.indexOf(content));
    if (display !== null) return display;
    if (!WITHOUT_CONTENT.test(content)) return lines === 0 ? line.trim() : line.trim().replace(ITEM, '');
    at = stop + 1;
  }
  return '';
}

/** Math displayed over several lines. */
function displayAt(text: string, at: number): string | null {
  const near = text.slice(at, at + MOST_CHARACTERS);
  const [opener = '', bracket, , environment] = DISPLAY.exec(near) ?? [];
  if (opener === '') return null;
  const closer = environment === undefined ? (bracket === undefined ? '$$' : '\\]') : `\\end{${environment}}`;
  const close = near.indexOf(closer, opener.length);
  const block = close < 0 ? '' : near.slice(0, close + closer.length);
  return block.includes('\n') ? block.replace(/\s{1,100}/g, ' ') : null;
}

/**
 * Where a text begins to take back what the label that ends at `end` states (`26, which is wrong`, `26. Wait, I forgot the
 * eggs`); `null` if it does not.
 */
function takenBackAt(text: string, end: number): number | null {
  const after = text.slice(end, end + REACH);
  const rejected = REJECTED.exec(after);
  if (rejected !== null) return end + rejected[0].length;
  const starts = [...after.matchAll(NEXT)].slice(0, NEXT_SAID).map((match) => match.index + match[0].length);
  const back = starts.find((start) => takesBack(firstLine(after.slice(start))));
  return back === undefined ? null : end + back;
}

/** The text since it last took an answer back, or named one that is not its own (`A common wrong answer is 26.`). */
export function sinceTakenBack(text: string): string {
  for (const label of lastFirst(answerLabels(text))) {
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

/** The last 200 places found in a text, the last one first, so that a text full of them takes no longer than others. */
export function lastFirst<T>(places: readonly T[]): T[] {
  return places.slice(-PLACES_READ).reverse();
}
