import { type MarkedPlaceholder, placeholdersIn, tidied } from '../input-block.ts';
import type { Move } from '../move.ts';

/** `Review: {{ review }}` becomes a pair of tags with the placeholder between them. */
export const markOffInput: Move = {
  name: 'mark off the input',
  hypothesis: 'The model takes words of the instructions for words of the input, because nothing shows where the input begins.',
  change: 'Each placeholder gets a pair of tags of its own around it.',
  apply(template, { placeholders }) {
    const bare = placeholdersIn(template).filter(({ name, isMarked }) => !isMarked && placeholders.includes(name));
    if (bare.length === 0) return null;
    // From the last to the first, so that places stay what they are.
    return tidied(bare.toReversed().reduce((text, placeholder) => marked(text, placeholder, bare.length === 1), template));
  },
};

function marked(template: string, { name, start, end }: MarkedPlaceholder, isOnlyOne: boolean): string {
  const tag = name.replace(/^_+/, '') || 'input';
  const [head, middle, tail] = [template.slice(0, start), template.slice(start, end), template.slice(end)];
  const endsItsLine = /^[^\S\n]*(?:\n|$)/.test(tail);
  if (!isOnlyOne || !endsItsLine) return `${head}<${tag}>${middle}</${tag}>${tail}`;
  return `${head}\n\n<${tag}>\n${middle}\n</${tag}>${tail.trimStart() === '' ? '\n' : tail}`;
}
