const NAMED = 5;

/** Says which lines of an event log were left out; `undefined` where none were. */
export function damageNote(lines: readonly number[]): string | undefined {
  const named = lines.slice(0, NAMED).join(', ');
  const rest = lines.length > NAMED ? ` and ${lines.length - NAMED} more` : '';
  switch (lines.length) {
    case 0:
      return undefined;
    case 1:
      return `events.jsonl line ${named} can't be read and was left out`;
    default:
      return `events.jsonl lines ${named}${rest} can't be read and were left out`;
  }
}
