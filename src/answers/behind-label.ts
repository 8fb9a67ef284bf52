/** How much of what follows is read. */
const MOST_CHARACTERS = 400;
const MOST_LINES = 6;
const NO_CONTENT = /^(?:\$\$|\\\[|\\begin\{[a-z*]{1,20}\}|```\w{0,20}|[-–—*_=#>\s]{0,80})$/;
const DISPLAY = /^(?:(\\\[)|(\$\$)|\\begin\{([a-z*]{1,20})\})/;

/** What stands behind a label: the rest of its line, or the next line that has content; displayed math whole, in one line. */
export function behindLabel(text: string, end: number): string {
  let at = end;
  for (let lines = 0; lines < MOST_LINES && at <= text.length; lines++) {
    const lineEnd = text.indexOf('\n', at);
    const stop = lineEnd < 0 ? text.length : lineEnd;
    const line = text.slice(at, Math.min(stop, at + MOST_CHARACTERS));
    const content = line.trim().replace(/^[:=*_\s]{1,10}/, '');
    const display = displayAt(text, at + line.indexOf(content));
    if (display !== null) return display;
    if (!NO_CONTENT.test(content)) return line.trim();
    at = stop + 1;
  }
  return '';
}

/** Math that is displayed over several lines. */
function displayAt(text: string, at: number): string | null {
  const near = text.slice(at, at + MOST_CHARACTERS);
  const [opener = '', bracket, , environment] = DISPLAY.exec(near) ?? [];
  if (opener === '') return null;
  const closer = environment === undefined ? (bracket === undefined ? '$$' : '\\]') : `\\end{${environment}}`;
  const close = near.indexOf(closer, opener.length);
  const block = close < 0 ? '' : near.slice(0, close + closer.length);
  return block.includes('\n') ? block.replace(/\s{1,100}/g, ' ') : null;
}
