const PLACEHOLDER = /\{\{[-+]?\s*([A-Za-z_]\w*)\b[^{}]*\}\}/g;
const OPENING = /(?:<([A-Za-z][\w-]*)>|("""|'''|```)\w*)\s*$/;

/** A placeholder in a template, with the marks around it. */
export interface MarkedPlaceholder {
  readonly name: string;
  /** The place of the placeholder alone. */
  readonly start: number;
  readonly end: number;
  /** The place with its marks; the same if it has none. */
  readonly outerStart: number;
  readonly outerEnd: number;
  readonly isMarked: boolean;
}

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
  // A statement must not repeat or skip the paragraph.
  const at = template.slice(0, lineStart).includes('{%') ? 0 : lineStart;
  return tidied(`${template.slice(0, at)}\n\n${paragraph}\n\n${template.slice(at)}`);
}

/** The template without blank lines at the beginning, or two in a row. */
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

/** Whether every label has a line of its own in a list. */
export function hasLabelLines(template: string, labels: readonly string[]): boolean {
  return labels.length > 0 && labels.every((label) => labelLine(label).test(template));
}

/** The line of a list for one label: `- positive` or `- positive: …`. */
function labelLine(label: string): RegExp {
  return new RegExp(String.raw`^([ \t]*[-*•][ \t]*["'\`*]*${escaped(label)}["'\`*]*)[ \t]*(?:[:=–—][ \t]*(.*))?$`, 'im');
}

function escaped(label: string): string {
  return label.replaceAll(/[-.*+?^${}()|[\]\\/]/g, String.raw`\$&`);
}

/** What the list says about a label; `null` if it says nothing. */
export function definitionOf(template: string, label: string): string | null {
  return labelLine(label).exec(template)?.[2] ?? null;
}

/** The template with a new definition in the label's line; unchanged if the label has no line. */
export function withDefinition(template: string, label: string, definition: string): string {
  return template.replace(labelLine(label), (_line, head: string) => `${head}: ${definition}`);
}
