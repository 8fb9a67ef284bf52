const OPENERS = new Set(['{', '(', '[', '\\{', '\\langle', '\\lfloor', '\\lceil']);
const CLOSERS = new Set(['}', ')', ']', '\\}', '\\rangle', '\\rfloor', '\\rceil']);

export interface Split {
  /** One more than there are separators. */
  readonly parts: readonly (readonly string[])[];
  readonly separators: readonly string[];
}

/** The tokens split at those that separate and stand in no bracket. */
export function splitTokens(tokens: readonly string[], isSeparator: (token: string) => boolean): Split {
  const parts: string[][] = [[]];
  const separators: string[] = [];
  let depth = 0;
  for (const token of tokens) {
    depth += depthChange(token);
    if (depth === 0 && isSeparator(token)) {
      separators.push(token);
      parts.push([]);
    } else {
      parts.at(-1)?.push(token);
    }
  }
  return { parts, separators };
}

/** Whether the first token opens a bracket which the last one closes, of whatever kind: `[0, 1)` too. */
export function isOneGroup(tokens: readonly string[]): boolean {
  let depth = 0;
  const closedAt = tokens.findIndex((token) => {
    depth += depthChange(token);
    return depth <= 0;
  });
  return (
    tokens.length > 1 && closedAt === tokens.length - 1 && CLOSERS.has(tokens.at(-1) ?? '') && OPENERS.has(tokens[0] ?? '')
  );
}

function depthChange(token: string): number {
  if (OPENERS.has(token) || token.startsWith('\\begin')) return 1;
  return CLOSERS.has(token) || token.startsWith('\\end') ? -1 : 0;
}
