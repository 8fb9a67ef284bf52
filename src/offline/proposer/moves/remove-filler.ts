import { tidied } from '../input-block.ts';
import type { Move } from '../move.ts';

/** Words of courtesy and emphasis, which say nothing about the task and may be read as a part of it. */
const FILLER =
  /\b(?:please|kindly|if you please|thank you(?: (?:very|so) much)?(?: in advance)?|thanks(?: in advance)?|i (?:would|want|need)(?: like)? you to|(?:could|can|would) you)\b[,!]?[^\S\n]*/gi;

export const removeFiller: Move = {
  name: 'remove words that mislead',
  hypothesis: 'Courtesy and emphasis in the instructions say nothing about the task, and some of it carries a mood.',
  change: 'Words of courtesy and emphasis go; the instruction is a plain imperative.',
  apply(template) {
    const edited = template
      .split(/(\{\{[^]*?\}\}|\{%[^]*?%\}|\{#[^]*?#\})/)
      .map((part, index) => (index % 2 === 1 ? part : part.replaceAll(FILLER, '')))
      .join('');
    return edited === template ? null : tidied(edited.replace(/^\s*\p{Ll}/u, (letter) => letter.toUpperCase()));
  },
};
