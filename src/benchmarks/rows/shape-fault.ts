import type { z } from 'zod';

const MAX_SHOWN = 60;
const MAX_COLUMNS = 12;

/** The first fault of a value, in a few words: which field, and what is wrong with it. */
export function shapeFault(error: z.ZodError, value: unknown): string {
  const [issue] = error.issues;
  if (issue === undefined) return 'it has a wrong shape';
  const field = issue.path.map(String).join('.');
  const subject = field === '' ? 'it' : JSON.stringify(field);
  if (issue.code === 'unrecognized_keys')
    return `${subject} has the unknown ${issue.keys.map((key) => JSON.stringify(key)).join(', ')}`;
  if (issue.code === 'custom') return `${subject} ${issue.message}`;
  if (issue.input === undefined) return `${subject} is missing${columns(value, issue.path.length)}`;
  if (issue.code === 'invalid_type') return `${subject} must be ${issue.expected}, and is ${shown(issue.input)}`;
  return `${subject} is ${shown(issue.input)}: ${issue.message}`;
}

/** What there is instead of a missing column. */
function columns(value: unknown, depth: number): string {
  if (depth !== 1 || typeof value !== 'object' || value === null) return '';
  const names = Object.keys(value);
  const rest = names.length > MAX_COLUMNS ? ', …' : '';
  return names.length === 0 ? '' : `, it has ${names.slice(0, MAX_COLUMNS).join(', ')}${rest}`;
}

function shown(value: unknown): string {
  if (typeof value === 'bigint') return String(value);
  const text = JSON.stringify(value) as string | undefined;
  return text === undefined ? typeof value : text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text;
}
