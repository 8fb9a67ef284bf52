import { placeholdersIn, tidied } from '../input-block.ts';
import type { Move } from '../move.ts';

/** Moves the marked input to the end. */
export const instructionsFirst: Move = {
  name: 'put the instructions before the input',
  hypothesis: 'The model reads the input before it knows what to look for, and what comes last weighs most.',
  change: 'The marked input moves to the end of the template.',
  apply(template) {
    const [block, ...others] = placeholdersIn(template);
    if (block === undefined || others.length > 0 || !block.isMarked || template.includes('{%')) return null;
    const after = template.slice(block.outerEnd);
    if (after.trim() === '') return null;
    const instructions = `${template.slice(0, block.outerStart)}\n\n${after}`.trim();
    return tidied(`${instructions}\n\n${template.slice(block.outerStart, block.outerEnd)}\n`);
  },
};
