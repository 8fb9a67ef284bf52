import { mathSpans } from '../formulas.ts';

const REFUSED =
  /(?:(?:n['’]t\spossible\sto|\b(?:can(?:['’]t|not|\snot)|could(?:n['’]t|\snot)|(?:un|not\s)able\sto|(?:im|not\s)possible\sto))\s(?:be\s)?(?:\p{L}+ly\s|really\s)?(?:(?:determin|solv|answer|assist|calculat|comput|decid|conclud|provid)\p{L}*|help\s(?:you\s)?with|say(?=[.,;]|$|\s(?:which|what|how)))|\b(?:not\senough|isn['’]t\senough|insufficient)\s(?:information|data)|\bI\s(?:do\snot|don['’]t)\sknow)(?!\p{L})/iu;
const CONCLUDES = /\b(?:so|therefore|thus|hence|instead)\b/i;
const CUT_OFF = /(?:[=+×÷(]|\s\*|\b(?:is|are|and|or|equals|plus|minus)|(?:^|\s)\\?\$)$/i;

/** Whether the last line refuses to answer or breaks off before the answer: then no number in it is an answer. */
export function isUndecided(lastLine: string): boolean {
  const refused = REFUSED.exec(lastLine);
  if (refused !== null && !CONCLUDES.test(lastLine.slice(refused.index + refused[0].length))) return true;
  return CUT_OFF.test(lastLine) && !(lastLine.endsWith('$') && mathSpans(lastLine).at(-1)?.end === lastLine.length);
}
