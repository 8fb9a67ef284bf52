const ALIGNED = /\\(?:begin|end)\{(?:aligned|align\*?|gathered|gather\*?|split|equation\*?)\}/g;

const SIGN = /^\s*(?:=|\\(?:implies|Rightarrow|Longrightarrow)(?![a-zA-Z]))/;

/** Of formulas below each other, the last one; any other formula as it is. */
export function lastRow(latex: string): string {
  const inner = latex.replace(ALIGNED, '');
  if (inner === latex) return latex;
  const rows = inner.split(/\\\\(?:\[\d{1,3}[a-z]{2}\])?/).filter((row) => row.trim() !== '');
  return (rows.at(-1) ?? '').replaceAll('&', ' ').replace(SIGN, '').trim();
}
