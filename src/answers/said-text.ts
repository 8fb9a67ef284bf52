import { withDisplaysOnOneLine } from './displays.ts';
import { plainText } from './plain-text.ts';
import { thinkingEnd } from './thinking.ts';

const TAGS = /<\/?(?:think|thinking|thoughts?|reasoning)>|◁\/?think▷/gi;
const ANSWER_TAG = /<(final[_ ]?)?answer>/gi;
const ANSWER_END = /<\/(?:final[_ ]?)?answer>/gi;
/** Tokens that end a turn or a text for the model. */
const CONTROL = /<\|[a-z_]{1,30}\|>|<\/s>|<(?:end_of_turn|eos)>/g;
/** `<<16-3=13>>` as in GSM8K, also if the text was cut off inside it. */
const CALCULATOR = /<<(?=\S)[^<>\n]*>>|<<(?=\S)[^<>\n]*$/g;
/** Emoji, including keycap digits, except those that calculate or refuse (➕ ➖ ➗ ✖ ❌). */
const PICTURES = /[\d#*]\uFE0F?\u20E3|(?!➕|➖|➗|✖|❌)\p{Extended_Pictographic}\uFE0F?/gu;

const FIELD =
  /"(?:(final)[_ ]?|(?:correct|selected|chosen)[_ ]?)?(?:answer|choice|option)"\s{0,9}:\s{0,9}(?:"((?:[^"\\\n]|\\.){0,2000})"|(-?\d[\d.eE+-]{0,60}|null|true|false)|\[([^[\]]{1,500})\])/gi;
const JSON_ESCAPE = /\\(?:u([0-9a-f]{4})|(["\\/])|[nr](?![a-z]))/gi;

const OFFER =
  /(?<=[.!?)\]*$"`]\s{1,4}|\n[\s*_>]{0,6})(?:(?:please\s)?(?:let me know|feel free|don't hesitate)|would you like (?:me|to|more|another|an?)|do you (?:want|need|have) (?:me|to|any|more|help|further)|if you(?:'d| would)? (?:like|want)|if you (?:need|have) (?:any|more|help|further|questions)|is there (?:anything|something)|i hope (?:this|that|it) (?:helps|is correct)|hope (?:this|that) helps)\b[^\n]{0,300}$/iu;
/** An offer begins at most this far from the end. */
const OFFER_REACH = 400;

const RULE = /^(?:[-–—*_=#`~\s|$]|\\[[\]()]|\\end\{[a-z*]{1,20}\})*$/;
const LONGEST_LINE = 2000;

/**
 * What a model said, ready to be searched: in plain characters, without thinking (if something follows it), calculator
 * annotations, control tokens, emoji and an offer of more help at the end. `<answer>` and the answer of a JSON object become
 * labels.
 */
export function saidText(text: string): string {
  const labelled = labelsOfJson(/[<◁]/.test(text) ? withoutMarkup(text) : text);
  return withoutOffer(plainText(withDisplaysOnOneLine(labelled.replace(PICTURES, ''))));
}

/** The text after the thinking, without annotations and control tokens, and with labels in place of tags. */
function withoutMarkup(text: string): string {
  const said = afterThinking(text).replace(CALCULATOR, '').replace(CONTROL, '\n');
  return said.replace(ANSWER_TAG, (_tag, final) => (final ? '\nFinal answer: ' : '\nAnswer: ')).replace(ANSWER_END, '\n');
}

function afterThinking(text: string): string {
  const after = text.slice(thinkingEnd(text));
  return (after.trim() === '' ? text : after).replace(TAGS, '\n');
}

/** The text with the answer field of a JSON object (`"answer": 18`, `"final_answer": "\\frac{1}{2}"`) as a labelled line. */
function labelsOfJson(text: string): string {
  if (!text.includes('"')) return text;
  return text.replace(FIELD, (_field, final?: string, quoted?: string, plain?: string, list?: string) => {
    const value = unescaped(quoted ?? plain ?? list?.replaceAll('"', '') ?? '');
    return `\n${final === undefined ? 'Answer' : 'Final answer'}: ${value}\n`;
  });
}

/** The text of a JSON string, whose LaTeX may be escaped or not. */
function unescaped(json: string): string {
  return json.replace(JSON_ESCAPE, (_escape, code?: string, sign?: string) =>
    code === undefined ? (sign ?? '\n') : String.fromCharCode(Number.parseInt(code, 16)),
  );
}

/** The text without an offer at its end: `Let me know if you want the 3 steps in more detail.` */
function withoutOffer(text: string): string {
  const said = text.trimEnd();
  const from = Math.max(0, said.length - OFFER_REACH);
  const at = said.slice(from).search(OFFER);
  return at <= 0 ? text : said.slice(0, from + at);
}

/** A text up to its first line break. */
export function firstLine(text: string): string {
  const end = text.indexOf('\n');
  return end < 0 ? text : text.slice(0, end);
}

/** The last line that has more than rules and fences, cut to its last 2,000 characters. */
export function lastLine(text: string): string {
  for (let end = text.length; end > 0;) {
    const start = text.lastIndexOf('\n', end - 1) + 1;
    const line = text.slice(Math.max(start, end - LONGEST_LINE), end);
    if (!RULE.test(line)) return line.trim();
    end = start - 1;
  }
  return '';
}
