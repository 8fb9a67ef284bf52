const SIGN = /\\\\|\\\[|\\\]|\$\$|\\(?:begin|end)\{[A-Za-z]{1,20}\*?\}/g;
const LONGEST = 2000;

interface Opened {
  readonly start: number;
  readonly closer: string;
  depth: number;
}

/** The text with each displayed formula (`\[…\]`, `$$…$$`, `\begin{…}…\end{…}`) on one line. Takes time in proportion to the text. */
export function withDisplaysOnOneLine(text: string): string {
  if (!/\\\[|\$\$|\\begin/.test(text) || !text.includes('\n')) return text;
  let [result, kept] = ['', 0];
  let open: Opened | null = null;
  for (const { 0: sign, index } of text.matchAll(SIGN)) {
    if (open !== null && index - open.start > LONGEST) open = null;
    if (open === null) {
      open = opened(sign, index);
    } else if (closes(open, sign)) {
      const end = index + sign.length;
      result += text.slice(kept, open.start) + text.slice(open.start, end).replace(/\s{1,100}/g, ' ');
      kept = end;
      open = null;
    }
  }
  return result + text.slice(kept);
}

function opened(sign: string, start: number): Opened | null {
  if (sign === '\\[') return { start, closer: '\\]', depth: 1 };
  if (sign === '$$') return { start, closer: sign, depth: 1 };
  return sign.startsWith('\\begin') ? { start, closer: '\\end', depth: 1 } : null;
}

/** Whether this sign closes the display; counts the environments within one. */
function closes(open: Opened, sign: string): boolean {
  if (open.closer !== '\\end') return sign === open.closer;
  if (sign.startsWith('\\begin')) open.depth++;
  return sign.startsWith('\\end') && --open.depth === 0;
}
