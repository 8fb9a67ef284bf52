const PAIRS: readonly (readonly [string, string])[] = [
  ['$$', '$$'],
  ['$', '$'],
  ['\\(', '\\)'],
  ['\\[', '\\]'],
  ['**', '**'],
  ['__', '__'],
  ['*', '*'],
  ['_', '_'],
  ['`', '`'],
  ['"', '"'],
  ['“', '”'],
  ['«', '»'],
  ['‘', '’'],
  ['<', '>'],
  ['~', '~'],
  ["'", "'"],
];

const WRAPPER = /^\\(?:text|textbf|textit|textrm|mathrm|mathbf|mathit|mathsf|displaystyle|boxed|fbox|mbox)\s?\{/;

/** How many layers are taken off at most. */
const MOST_LAYERS = 8;

/**
 * An answer without what only dresses it: math delimiters, emphasis, quotes, `\text{…}` around the whole, and the full stop
 * or comma behind it.
 */
export function bareAnswer(text: string): string {
  let bare = text.trim();
  for (let layer = 0; layer < MOST_LAYERS; layer++) {
    const next = withoutLayer(bare);
    if (next === bare) return bare;
    bare = next;
  }
  return bare;
}

function withoutLayer(text: string): string {
  for (const [open, close] of PAIRS) {
    if (!text.startsWith(open) || !text.endsWith(close) || text.length <= open.length + close.length) continue;
    const inner = text.slice(open.length, text.length - close.length);
    const rest = open === '$' ? inner.replaceAll('\\$', '') : inner;
    if (!rest.includes(open) && !rest.includes(close)) return inner.trim();
  }
  const wrapper = WRAPPER.exec(text)?.[0] ?? (text.startsWith('{') ? '{' : undefined);
  if (wrapper !== undefined && isClosedByItsLast(text, wrapper.length)) return text.slice(wrapper.length, -1).trim();
  if (/[.,;:]$/.test(text) && !text.endsWith('..')) return text.slice(0, -1).trimEnd();
  return text;
}

/** Whether the brace that is open at `from` is closed by the last character and not before. */
function isClosedByItsLast(text: string, from: number): boolean {
  let depth = 1;
  for (let index = from; index < text.length; index++) {
    if (text[index] === '\\') index++;
    else if (text[index] === '{') depth++;
    else if (text[index] === '}' && --depth === 0) return index === text.length - 1;
  }
  return false;
}
