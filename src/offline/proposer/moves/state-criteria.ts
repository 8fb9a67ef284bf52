import { beforeInput } from '../input-block.ts';
import type { Move } from '../move.ts';

export const stateCriteria: Move = {
  name: 'say what counts',
  hypothesis: 'The model does not know by what its answer will be judged.',
  change: 'The template says what the metrics look at.',
  apply(template, { rubrics }) {
    const missing = rubrics.filter((rubric) => !/[{}]/.test(rubric) && !template.includes(oneLine(rubric)));
    if (missing.length === 0) return null;
    return beforeInput(template, `What counts:\n${missing.map((rubric) => `- ${oneLine(rubric)}`).join('\n')}`);
  },
};

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim();
}
