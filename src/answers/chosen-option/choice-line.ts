import { comparableText } from './option-text.ts';
import { type Choice, readChoice } from './read-choice.ts';

const LETTERED =
  /^[\s*_>∴→⇒=]{0,6}(?:(?:[Oo]ption|[Cc]hoice)\s)?(?:\(?[A-Za-z]{1,2}\)|\[[A-Za-z]{1,2}\]|[A-Z]{1,2}(?:[.:]|\s?$|\*\*|,(?=\s(?:because|since|as|for)\s))|[a-z]\.?$)(.{0,2000})/;
const REFUSED = /\b(?:wrong|incorrect|not|false|isn['’]t|too)\b|❌|(?<![\p{L}\p{N}])\(?[A-J]\)/iu;
const EXPLAINED = /^\s(?:because|since|as|for)\s/;
const LISTED = /(?<![^\n])[ \t*_>-]{0,8}(?:(?:Option|Choice|Statement|Answer)\s)?\(?([A-Z])[).:][*_]{0,2}\s/g;

/**
 * What a line chooses that is a letter, a letter with its option (unless the text lists several so), or an option's text and
 * nothing else.
 */
export function choiceLine(line: string, options: readonly string[], isList: boolean): Choice {
  const behind = LETTERED.exec(line)?.[1];
  if (behind === undefined)
    return line.trim().length > 1 && options.includes(comparableText(line)) ? readChoice(line, options) : null;
  if ((REFUSED.test(behind) && !EXPLAINED.test(behind)) || (isList && /[\p{L}\p{N}]/u.test(behind))) return null;
  return readChoice(line, options);
}

/** Whether a line begins with the letter of an option. */
export function isLettered(line: string): boolean {
  return LETTERED.test(line);
}

/** Whether lines of a text begin with different letters, as where the options are repeated. */
export function listsOptions(text: string): boolean {
  let first: string | undefined;
  for (const [, letter] of text.matchAll(LISTED)) {
    first ??= letter;
    if (letter !== first) return true;
  }
  return false;
}
