import { placeholdersIn, tidied } from '../input-block.ts';
import type { Move } from '../move.ts';

/** A move for each line of a template that can be left out: one that holds no placeholder, mark or statement. */
export function leaveOutLines(template: string): readonly Move[] {
  const lines = template.split('\n');
  const held = placeholdersIn(template).flatMap(({ outerStart, outerEnd }) => linesBetween(template, outerStart, outerEnd));
  return lines.flatMap((line, index) =>
    line.trim() === '' || held.includes(index) || /[{}]/.test(line) ? [] : [leaveOutLine(line, index + 1)],
  );
}

function leaveOutLine(line: string, number: number): Move {
  return {
    name: `leave out line ${number}`,
    hypothesis: `Line ${number} does nothing for the answer, or misleads.`,
    change: `This line goes: ${line.trim()}`,
    apply: (template) => {
      const lines = template.split('\n');
      const at = lines.indexOf(line);
      return at < 0 ? null : tidied(lines.toSpliced(at, 1).join('\n'));
    },
    isOfThisTemplate: true,
  };
}

function linesBetween(template: string, start: number, end: number): number[] {
  const first = template.slice(0, start).split('\n').length - 1;
  const count = template.slice(start, end).split('\n').length;
  return Array.from({ length: count }, (_, index) => first + index);
}
