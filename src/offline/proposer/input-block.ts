/** A placeholder in a template, with the marks around it that set it off. */
export interface MarkedPlaceholder {
  readonly name: string;
  /** Of the placeholder alone. */
  readonly start: number;
  readonly end: number;
  /** With its marks; the same where it has none. */
  readonly outerStart: number;
  readonly outerEnd: number;
  readonly isMarked: boolean;
}

const PLACEHOLDER = /\{\{[-+]?\s*([A-Za-z_]\w*)\b[^{}]*\}\}/g;

const OPENING = /(?:<([A-Za-z][\w-]*)>|("""|'''|```)\w*)\s*$/;

/** The placeholders of a template in order. */
export function placeholdersIn(template: string): readonly MarkedPlaceholder[] {
  return Array.from(template.matchAll(PLACEHOLDER), ({ 0: text, 1: name = '', index }) =>
    withMarks(template, name, index, index + text.length),
  );
}

/** The template with a paragraph before its input: before the marks, or the line, of its first placeholder. */
export function beforeInput(template: string, paragraph: string): string {
  const first = placeholdersIn(template)[0];
  const lineStart = first === undefined ? 0 : template.lastIndexOf('\n', first.outerStart - 1) + 1;
  // What a statement repeats or leaves out must hold for the paragraph too.
  const at = template.slice(0, lineStart).includes('{%') ? 0 : lineStart;
  return tidied(`${template.slice(0, at)}\n\n${paragraph}\n\n${template.slice(at)}`);
}

/** No blank lines at the beginning, and no two in a row. */
export function tidied(template: string): string {
  return template
    .replaceAll(/[^\S\n]+\n/g, '\n')
    .replaceAll(/\n{3,}/g, '\n\n')
    .replace(/^\n+/, '');
}

function withMarks(template: string, name: string, start: number, end: number): MarkedPlaceholder {
  const opening = OPENING.exec(template.slice(0, start));
  const close = opening?.[1] === undefined ? opening?.[2] : `</${opening[1]}>`;
  const after = template.slice(end);
  const space = after.length - after.trimStart().length;
  if (opening === null || close === undefined || !after.startsWith(close, space))
    return { name, start, end, outerStart: start, outerEnd: end, isMarked: false };

  return { name, start, end, outerStart: opening.index, outerEnd: end + space + close.length, isMarked: true };
}
