import { bareAnswer } from '../bare-answer.ts';
import { wholeQuantity } from '../whole-quantity.ts';

const BEGINNING =
  /^([^\n]{1,200})\n\s{0,9}[#>*_ ]{0,8}(?:explanation|reason(?:ing)?|because|confidence|justification|working|verification|solution|steps?|here)\b/i;

/** A value that is the whole first line, where the second says that it explains it. */
export function firstLine(text: string): string | null {
  const line = bareAnswer(BEGINNING.exec(text.trimStart())?.[1] ?? '');
  return line !== '' && wholeQuantity(line) !== null ? line : null;
}
