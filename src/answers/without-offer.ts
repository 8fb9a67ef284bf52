const OFFER =
  /(?<=[.!?)\]*$"`]\s{1,4}|\n[\s*_>]{0,6})(?:(?:please\s)?(?:let me know|feel free|don't hesitate)|would you like (?:me|to|more|another|an?)|do you (?:want|need|have) (?:me|to|any|more|help|further)|if you(?:'d| would)? (?:like|want)|if you (?:need|have) (?:any|more|help|further|questions)|is there (?:anything|something)|i hope (?:this|that|it) (?:helps|is correct)|hope (?:this|that) helps)\b[^\n]{0,300}$/iu;
/** How far from the end an offer begins at most. */
const REACH = 400;

/** A text without the offer at its end: `Let me know if you want the 3 steps in more detail.` */
export function withoutOffer(text: string): string {
  const said = text.trimEnd();
  const from = Math.max(0, said.length - REACH);
  const at = said.slice(from).search(OFFER);
  return at <= 0 ? text : said.slice(0, from + at);
}
