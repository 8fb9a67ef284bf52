import { bareAnswer } from '../bare-answer.ts';
import { hasProse } from '../prose.ts';
import { quantityAt } from '../quantity.ts';

const HASHES = /(?<!#)#{4,}([^\n#]{1,400})/g;
const LIST_ITEM = /^\d{1,3}[.)]\s+\S/;
const UNIT_WORDS = /^(?:[ -][a-z]{2,20}){0,4}$/;

/** What stands behind the last `####`, where it is a value: a markdown heading of four hashes is none. */
export function hashes(text: string): string | null {
  let found: string | null = null;
  for (const [, rest = ''] of text.matchAll(HASHES)) found = value(bareAnswer(rest)) ?? found;
  return found;
}

function value(text: string): string | null {
  if (text === '' || LIST_ITEM.test(text)) return null;
  const quantity = quantityAt(text, 0);
  if (quantity !== null && UNIT_WORDS.test(text.slice(quantity.end))) return bareAnswer(text.slice(0, quantity.end));
  return hasProse(text) ? null : text;
}
