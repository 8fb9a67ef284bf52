import { isObject, typeOf } from '../../schema/schema-keywords.ts';
import { beforeInput } from '../input-block.ts';
import type { Move } from '../move.ts';

export const quoteEvidence: Move = {
  name: 'quote the evidence',
  hypothesis: 'The free text of the answer is not tied to the input.',
  change: 'The template asks for the deciding words of the input, in quotation marks, in the free text of the answer.',
  apply(template, { outputSchema }) {
    const properties = isObject(outputSchema?.['properties']) ? outputSchema['properties'] : {};
    const free = Object.entries(properties).find(
      ([, schema]) => isObject(schema) && typeOf(schema) === 'string' && !('enum' in schema) && !('const' in schema),
    )?.[0];
    if (free === undefined || /[{}]/.test(free) || /\bquot/i.test(template)) return null;
    return beforeInput(template, `In "${free}", quote the words of the input that decided, exactly as they stand there.`);
  },
};
