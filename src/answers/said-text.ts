import { plainText } from './plain-text.ts';

/** Where a model ends its thinking. */
const THINKING_ENDS = /<\/(?:think|thinking|thoughts?|reasoning)>|◁\/think▷|<\|channel\|>final<\|message\|>/gi;

const TAGS = /<\/?(?:think|thinking|thoughts?|reasoning)>|◁\/?think▷/gi;

const ANSWER_TAG = /<answer>/gi;
const ANSWER_END = /<\/answer>/gi;

/** What ends a turn or a text for the model, and was not taken out. */
const CONTROL = /<\|[a-z_]{1,30}\|>|<\/s>|<(?:end_of_turn|eos)>/g;

/** `<<16-3=13>>` as in GSM8K, and one that was cut off at the very end. */
const CALCULATOR = /<<(?=\S)[^<>\n]*>>|<<(?=\S)[^<>\n]*$/g;

/**
 * What a model said, ready to be searched: without its thinking where something comes after that, without calculator
 * annotations and control tokens, with `<answer>` as a label, and in plain characters.
 */
export function saidText(text: string): string {
  const said = afterThinking(text).replace(CALCULATOR, '').replace(CONTROL, '\n');
  return plainText(said.replace(ANSWER_TAG, '\nAnswer: ').replace(ANSWER_END, '\n'));
}

function afterThinking(text: string): string {
  let end = 0;
  for (const match of text.matchAll(THINKING_ENDS)) end = match.index + match[0].length;
  const after = text.slice(end);
  return (after.trim() === '' ? text : after).replace(TAGS, '\n');
}
