import { plainText } from './plain-text.ts';

/** Where a model ends its thinking. */
const THINKING_ENDS = /<\/(?:think|thinking|thoughts?|reasoning)>|◁\/think▷|<\|channel\|>final<\|message\|>/gi;

const TAGS = /<\/?(?:think|thinking|thoughts?|reasoning)>|◁\/?think▷/gi;

const ANSWER_TAG = /<(final[_ ]?)?answer>/gi;

const ANSWER_END = /<\/(?:final[_ ]?)?answer>/gi;

/** What ends a turn or a text for the model, and was not taken out. */
const CONTROL = /<\|[a-z_]{1,30}\|>|<\/s>|<(?:end_of_turn|eos)>/g;

/** `<<16-3=13>>` as in GSM8K, and one that was cut off at the very end. */
const CALCULATOR = /<<(?=\S)[^<>\n]*>>|<<(?=\S)[^<>\n]*$/g;

/** Digits as list marks, and pictures but those that calculate or refuse (➕ ➖ ➗ ✖ ❌). */
const PICTURES = /[\d#*]\uFE0F?\u20E3|(?!➕|➖|➗|✖|❌)\p{Extended_Pictographic}\uFE0F?/gu;

/**
 * What a model said, ready to be searched: without its thinking where something comes after that, without calculator
 * annotations, control tokens, pictures and the offer of more help at the end, with `<answer>` and the answer of a JSON object
 * as labels, and in plain characters.
 */
export function saidText(text: string): string {
  const said = afterThinking(text).replace(CALCULATOR, '').replace(CONTROL, '\n');
  const labelled = labelsOfJson(said.replace(ANSWER_TAG, (_tag, final) => (final ? '\nFinal answer: ' : '\nAnswer: ')));
  return withoutOffer(plainText(labelled.replace(ANSWER_END, '\n').replace(PICTURES, '')));
}

function afterThinking(text: string): string {
  let end = 0;
  for (const match of text.matchAll(THINKING_ENDS)) end = match.index + match[0].length;
  const after = text.slice(end);
  return (after.trim() === '' ? text : after).replace(TAGS, '\n');
}

const FIELD =
  /"(?:(final)[_ ]?|(?:correct|selected|chosen)[_ ]?)?(?:answer|choice|option)"\s{0,9}:\s{0,9}(?:"((?:[^"\\\n]|\\.){0,2000})"|(-?\d[\d.eE+-]{0,60}|null|true|false))/gi;

/** The text with the answer of a JSON object (`"answer": 18`, `"final_answer": "\\frac{1}{2}"`) as a line with a label. */
function labelsOfJson(text: string): string {
  return text.replace(FIELD, (_field, final: string | undefined, quoted: string | undefined, plain: string | undefined) => {
    const value = quoted?.replace(/\\(["\\/])/g, '$1') ?? plain ?? '';
    return `\n${final === undefined ? 'Answer' : 'Final answer'}: ${value}\n`;
  });
}

const OFFER =
  /(?<=[.!?)\]*$"`]\s{1,4}|\n[\s*_>]{0,6})(?:(?:please\s)?(?:let me know|feel free|don't hesitate)|would you like (?:me|to|more|another|an?)|do you (?:want|need|have) (?:me|to|any|more|help|further)|if you(?:'d| would)? (?:like|want)|if you (?:need|have) (?:any|more|help|further|questions)|is there (?:anything|something)|i hope (?:this|that|it) (?:helps|is correct)|hope (?:this|that) helps)\b[^\n]{0,300}$/iu;

/** How far from the end an offer begins at most. */
const REACH = 400;

/** A text without the offer at its end: `Let me know if you want the 3 steps in more detail.` */
function withoutOffer(text: string): string {
  const said = text.trimEnd();
  const from = Math.max(0, said.length - REACH);
  const at = said.slice(from).search(OFFER);
  return at <= 0 ? text : said.slice(0, from + at);
}

const RULE = /^(?:[-–—*_=#`~\s|$]|\\[[\]()]|\\end\{[a-z*]{1,20}\})*$/;

const MOST_CHARACTERS = 2000;

/** The last line that has more than rules and fences, its last 2,000 characters at most. */
export function lastLine(text: string): string {
  for (let end = text.length; end > 0;) {
    const start = text.lastIndexOf('\n', end - 1) + 1;
    const line = text.slice(Math.max(start, end - MOST_CHARACTERS), end);
    if (!RULE.test(line)) return line.trim();
    end = start - 1;
  }
  return '';
}
