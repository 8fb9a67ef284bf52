const SPAN =
  /\$\$([^$]{1,400})\$\$|\$(?!\s)((?:[^$\n\\]|\\.){1,400}?)(?<!\s)\$(?!\d)|\\\((.{1,400}?)\\\)|\\\[([^\]]{1,400}?)\\\]/g;

/** A formula between math delimiters, and where it stands with them. */
export interface MathSpan {
  readonly start: number;
  readonly end: number;
  readonly content: string;
}

/** The formulas of a text between `$…$`, `$$…$$`, `\(…\)` or `\[…\]`, in their order. */
export function mathSpans(text: string): MathSpan[] {
  return [...text.matchAll(SPAN)].map((match) => ({
    start: match.index,
    end: match.index + match[0].length,
    content: match[1] ?? match[2] ?? match[3] ?? match[4] ?? '',
  }));
}
