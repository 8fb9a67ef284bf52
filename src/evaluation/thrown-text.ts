import { sandboxRefusal } from './sandbox-refusal.ts';

const MAX_CHARS = 10_000;

/**
 * What a thrown value says, whatever it is, as text: at most 10,000 characters of it, and where that is cut, how long it was. Never throws:
 * code of projects may throw what can't be read.
 */
export function thrownText(thrown: unknown, maxChars = MAX_CHARS): string {
  try {
    return cutText(textOf(thrown), maxChars);
  } catch {
    return 'an error was thrown that can not be read';
  }
}

/** A text of at most so many characters; one that is cut says so, and how long it was. */
export function cutText(text: string, maxChars: number): string {
  if (text.length <= maxChars) return text.toWellFormed();
  return `${text.slice(0, maxChars).toWellFormed()}… (cut: it has ${text.length.toLocaleString('en')} characters)`;
}

function textOf(thrown: unknown): string {
  if (!(thrown instanceof Error)) return String(thrown);
  const message: unknown = thrown.message;
  const text = typeof message === 'string' ? message : String(message);
  const refusal = sandboxRefusal(thrown);
  return refusal === null || text.includes(refusal) ? text : `${refusal}: ${text}`;
}
