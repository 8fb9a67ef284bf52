import { type AnswerLabel, answerLabels } from './answer-labels.ts';

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
  const back = starts.find((start) => takesBack(firstLine(behind.slice(start))));
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

function firstLine(text: string): string {
  const end = text.indexOf('\n');
  return end < 0 ? text : text.slice(0, end);
}
