import { bareAnswer } from '../bare-answer.ts';

const TOKEN = /\\(?:boxed|fbox|framebox)(?![a-zA-Z])|\\.|[{}]/g;
const OPEN = /\s{0,3}\{/y;
const ROUND = /\s?\(([^()\n]{1,100})\)/y;
const BARE = /\s{0,3}([-+]?[\d.][\d.,/]{0,60}|\\[dtc]?frac\s?(?:\{[^{}\n]{1,60}\}|\d){2}|[A-Z](?![\p{L}]))/uy;
/** What stands for an answer in an instruction. */
const NOTHING_SAID = /^[\s.…_?{}\\-]*$/;
/** What stands between two boxes of one answer: `\boxed{1}$ and $\boxed{2}`. */
const JOINT = /^\}[\s$]{0,3}(?:,\s?)?(and|or|\\text\{[\s,]{0,3}(?:and|or)\s?\}|(?<=,\s?))[\s$]{0,3}\\(?:boxed|fbox)\s?\{$/;
const LONGEST_JOINT = 40;

interface Box {
  readonly start: number;
  readonly end: number;
  readonly content: string;
}

/**
 * What the last `\boxed{…}` or `\fbox{…}` holds that is not empty, with the boxes before it that commas, `and` or `or` join to
 * it. Braces are balanced; one that is never closed holds the rest of its line. `\boxed 5` and `\boxed(5)` count too.
 */
export function boxed(text: string): string | null {
  const boxes: Box[] = [];
  /** Where the content of each open brace begins; `-1` for those that are no box. */
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
    if (addBox(boxes, text, start, lineEnd < 0 ? text.length : lineEnd))
      return bareAnswer((boxes.at(-1)?.content ?? '').replace(/(?:\$|\\[)\]])\s?\.?$/, ''));
  }
  return joinedToLast(boxes, text);
}

function boxStarts(text: string, brace: number): boolean {
  return /\\(?:boxed|fbox|framebox)\s{0,3}$/.test(text.slice(Math.max(0, brace - 15), brace));
}

/** Adds a box that is not empty; of a box in a box only the inner one. */
function addBox(boxes: Box[], text: string, start: number, end: number): boolean {
  if (start < 0 || start <= (boxes.at(-1)?.start ?? -1)) return false;
  const content = text.slice(start, end);
  if (NOTHING_SAID.test(content.slice(0, 200).replace(/\\(?:boxed|fbox)/g, ''))) return false;
  boxes.push({ start, end, content });
  return true;
}

function addWithoutBraces(boxes: Box[], text: string, at: number): void {
  OPEN.lastIndex = at;
  if (OPEN.test(text)) return;
  for (const pattern of [ROUND, BARE]) {
    pattern.lastIndex = at;
    const content = pattern.exec(text)?.[1];
    if (content === undefined) continue;
    boxes.push({ start: at, end: pattern.lastIndex, content });
    return;
  }
}

function joinedToLast(boxes: readonly Box[], text: string): string | null {
  const last = boxes.at(-1);
  if (last === undefined) return null;
  const contents = [bareAnswer(last.content)];
  let joint = ', ';
  for (let at = boxes.length - 1; at > 0; at--) {
    const [before, after] = [boxes[at - 1], boxes[at]];
    if (before === undefined || after === undefined || after.start - before.end > LONGEST_JOINT) break;
    const between = JOINT.exec(text.slice(before.end, after.start));
    if (between === null) break;
    if (between[1]?.includes('or') === true) joint = ' or ';
    contents.unshift(bareAnswer(before.content));
  }
  return contents.every((content) => content === contents[0]) ? (contents[0] ?? null) : contents.join(joint);
}
