/** What a sticky pattern matches at this place of a text; `null` if nothing. */
export function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

/** The same as text. */
export function textAt(pattern: RegExp, text: string, at: number): string | null {
  return matchAt(pattern, text, at)?.[0] ?? null;
}
