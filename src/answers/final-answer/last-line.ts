const RULE = /^(?:[-–—*_=#`~\s|$]|\\[[\]()]|\\end\{[a-z*]{1,20}\})*$/;
const MOST_CHARACTERS = 2000;

/** The last line that has more than rules and fences, its last 2,000 characters at most. */
export function lastLine(text: string): string {
  for (let end = text.length; end > 0;) {
    const start = text.lastIndexOf('\n', end - 1) + 1;
    const line = text.slice(Math.max(start, end - MOST_CHARACTERS), end);
    if (!RULE.test(line)) return line.trim();
    end = start - 1;
  }
  return '';
}
