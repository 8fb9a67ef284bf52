import { labelsOfJson } from './labels-of-json.ts';
import { plainText } from './plain-text.ts';
import { withoutOffer } from './without-offer.ts';

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
