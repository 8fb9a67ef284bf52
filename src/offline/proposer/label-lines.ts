/** Whether every label has a line of its own in a list. */
export function hasLabelLines(template: string, labels: readonly string[]): boolean {
  return labels.length > 0 && labels.every((label) => labelLine(label).test(template));
}

/** The line of a list that is for one label: `- positive` or `- positive: …`. */
function labelLine(label: string): RegExp {
  return new RegExp(String.raw`^([ \t]*[-*•][ \t]*["'\`*]*${escaped(label)}["'\`*]*)[ \t]*(?:[:=–—][ \t]*(.*))?$`, 'im');
}

function escaped(label: string): string {
  return label.replaceAll(/[-.*+?^${}()|[\]\\/]/g, String.raw`\$&`);
}

/** What the list says about a label; `null` where it only names it or does not. */
export function definitionOf(template: string, label: string): string | null {
  return labelLine(label).exec(template)?.[2] ?? null;
}

/** The template with another definition in the label's line; as it is where the label has no line. */
export function withDefinition(template: string, label: string, definition: string): string {
  return template.replace(labelLine(label), (_line, head: string) => `${head}: ${definition}`);
}
