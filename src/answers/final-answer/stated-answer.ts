import { afterLabel, answerLabels, lastFirst, type Statement, statements, type StatingKind } from '../answer-labels.ts';
import { hasProse } from '../prose.ts';
import { matchAt } from '../match-at.ts';
import { bareAnswer } from '../plain-text.ts';
import { quantityAt } from '../quantity.ts';
import { statedValue } from '../stated-value.ts';
import { wholeQuantity } from '../whole-quantity.ts';

const TOKEN = /\\(?:boxed|fbox|framebox)(?![a-zA-Z])|\\.|[{}]/g;
const OPEN = /\s{0,3}\{/y;
const ROUND = /\s?\(([^()\n]{1,100})\)/y;
const BARE = /\s{0,3}([-+]?[\d.][\d.,/]{0,60}|\\[dtc]?frac\s?(?:\{[^{}\n]{1,60}\}|\d){2}|[A-Z](?![\p{L}]))/uy;
/** Placeholders for an answer in an instruction. */
const NOTHING_SAID = /^[\s.…_?{}\\-]*$/;
/** The text between two boxes of one answer, without delimiters and spacing: `\boxed{1}$ \quad \text{and} \quad $\boxed{2}`. */
const JOINT = /^\s*(?:[,;&]|(?:[,;]\s{0,3})?(and|or))\s*$/;
const BOX_EDGES = /^\}|\\(?:boxed|fbox|framebox)\s{0,3}\{?$/g;
const IN_WORDS = /\\(?:text|textbf|textrm|mathrm|mbox)\s?\{([^{}]{0,20})\}/g;
const SPACING = /\\q?quad(?![A-Za-z])|\\[hv]space\*?\{[^{}]{0,9}\}|\\[()[\]]|\\(?=&)|\$|~|\*\*|\{\}/g;
const LONGEST_JOINT = 80;
/** A later final answer that only points to the box. */
const POINTS_BACK = /\b(?:above|box(?:ed)?|given|shown|stated|earlier|before)\b/i;

const HASHES = /(?<!#)#{4,}([^\n#]{1,400})/g;
const LIST_ITEM = /^\d{1,3}[.)]\s+\S/;
const UNIT_WORDS = /^(?:[ -][a-z]{2,20}){0,4}$/;

const LINE = /(?<![^\n])[ \t>]{0,4}[*_]{0,3}A[*_]{0,3}:[*_]{0,3}/g;
const NEXT_OPTION = /\n\s{0,20}[*_]{0,3}B[*_]{0,3}:/y;

const BEGINNING =
  /^([^\n]{1,200})\n\s{0,9}[#>*_ ]{0,8}(?:explanation|reason(?:ing)?|because|confidence|justification|working|verification|solution|steps?|here)\b/i;

interface Box {
  readonly start: number;
  readonly end: number;
  readonly content: string;
}

/** What is in the last box, and where the text after it begins. */
export interface BoxedAnswer {
  readonly text: string;
  readonly end: number;
}

/**
 * The content of the last `\boxed{…}` or `\fbox{…}` that is not empty, with the boxes before it that commas, `and` or `or`
 * join to it. Braces are balanced; a box that is never closed holds the rest of its line. `\boxed 5` and `\boxed(5)` count too.
 */
export function boxed(text: string): BoxedAnswer | null {
  if (!text.includes('box')) return null;
  const boxes: Box[] = [];
  /** Where the content of each open brace begins; `-1` if it is not the brace of a box. */
  const open: number[] = [];
  for (const { 0: token, index } of text.matchAll(TOKEN)) {
    const end = index + token.length;
    if (token === '{') open.push(boxStarts(text, index) ? end : -1);
    else if (token === '}') addBox(boxes, text, open.pop() ?? -1, index);
    else if (/^\\[bf]/.test(token) && token.length > 2) addWithoutBraces(boxes, text, end);
  }
  for (let start = open.pop(); start !== undefined; start = open.pop()) {
    if (start < 0) continue;
    const lineEnd = text.indexOf('\n', start);
    const end = lineEnd < 0 ? text.length : lineEnd;
    if (addBox(boxes, text, start, end))
      return { text: bareAnswer((boxes.at(-1)?.content ?? '').replace(/(?:\$|\\[)\]])\s?\.?$/, '')), end };
  }
  return joinedToLast(boxes, text);
}

function boxStarts(text: string, brace: number): boolean {
  return /\\(?:boxed|fbox|framebox)\s{0,3}$/.test(text.slice(Math.max(0, brace - 15), brace));
}

/** Adds a box unless it is empty; of nested boxes, only the inner one. */
function addBox(boxes: Box[], text: string, start: number, end: number): boolean {
  if (start < 0 || start <= (boxes.at(-1)?.start ?? -1)) return false;
  const content = text.slice(start, end);
  if (NOTHING_SAID.test(content.slice(0, 200).replace(/\\(?:boxed|fbox)/g, ''))) return false;
  boxes.push({ start, end, content });
  return true;
}

function addWithoutBraces(boxes: Box[], text: string, at: number): void {
  if (matchAt(OPEN, text, at) !== null) return;
  const match = matchAt(ROUND, text, at) ?? matchAt(BARE, text, at);
  if (match !== null) boxes.push({ start: at, end: at + match[0].length, content: match[1] ?? '' });
}

function joinedToLast(boxes: readonly Box[], text: string): BoxedAnswer | null {
  const last = boxes.at(-1);
  if (last === undefined) return null;
  const contents = [bareAnswer(last.content)];
  let joint = ', ';
  for (let at = boxes.length - 1; at > 0; at--) {
    const [before, after] = [boxes[at - 1], boxes[at]];
    if (before === undefined || after === undefined || after.start - before.end > LONGEST_JOINT) break;
    const between = jointOf(text.slice(before.end, after.start));
    if (between === null) break;
    if (between === 'or') joint = ' or ';
    contents.unshift(bareAnswer(before.content));
  }
  const isOne = contents.every((content) => content === contents[0]);
  return { text: isOne ? (contents[0] ?? '') : contents.join(joint), end: last.end };
}

/** How the text between two boxes joins them; `null` if it does not. */
function jointOf(between: string): string | null {
  const match = JOINT.exec(between.replace(BOX_EDGES, '').replace(IN_WORDS, '$1').replace(SPACING, ' '));
  return match === null ? null : (match[1] ?? ',');
}

/** What a "final answer" after the last box states, other than the box itself. */
export function finalAfterBox(text: string, box: BoxedAnswer): ReturnType<typeof labelled> {
  const later = text.slice(box.end);
  const found = /final/i.test(later) ? labelled(later, ['final']) : null;
  return found !== null && POINTS_BACK.test(found.text) ? null : found;
}

/** The value after the last `####` that has one: a Markdown heading of four hashes has none. */
export function afterHashes(text: string): string | null {
  let found: string | null = null;
  for (const [, rest = ''] of text.matchAll(HASHES)) found = valueAfterHashes(bareAnswer(rest)) ?? found;
  return found;
}

function valueAfterHashes(text: string): string | null {
  if (text === '' || LIST_ITEM.test(text)) return null;
  const quantity = quantityAt(text, 0);
  if (quantity !== null && UNIT_WORDS.test(text.slice(quantity.end))) return bareAnswer(text.slice(0, quantity.end));
  return hasProse(text) ? null : text;
}

/** What the last of these labels states; labels that state nothing are skipped. */
export function labelled(
  text: string,
  kinds: readonly StatingKind[],
): { readonly text: string; readonly rule: Statement['rule'] } | null {
  for (const { rule, said } of statements(text, answerLabels(text), kinds)) {
    const value = statedValue(said);
    if (value !== null) return { text: value, rule };
  }
  return null;
}

/** What the last line that begins with `A:` states. Lines `A: …`, `B: …` are a list, so that neither is the answer. */
export function answerLine(text: string): string | null {
  const ends = [...text.matchAll(LINE)].map((match) => match.index + match[0].length);
  for (const end of lastFirst(ends)) {
    const lineEnd = text.indexOf('\n', end);
    if (lineEnd >= 0 && matchAt(NEXT_OPTION, text, lineEnd) !== null) continue;
    const value = statedValue(afterLabel(text, end));
    if (value !== null) return value;
  }
  return null;
}

/** A value that is the whole first line, if the second line announces an explanation. */
export function explainedFirstLine(text: string): string | null {
  const line = bareAnswer(BEGINNING.exec(text.trimStart())?.[1] ?? '');
  return line !== '' && wholeQuantity(line) !== null ? line : null;
}
