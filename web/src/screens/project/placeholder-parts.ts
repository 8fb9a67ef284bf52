/** What a template looks up or does stands between these. */
const PLACEHOLDER = /(\{\{[\s\S]*?\}\}|\{%[\s\S]*?%\}|\{#[\s\S]*?#\})/;

export interface TemplatePart {
  readonly text: string;
  /** Whether it is a placeholder, a statement or a comment of Jinja. */
  readonly isMarked: boolean;
}

/** A template in pieces, so that its placeholders can be told from its text. */
export function placeholderParts(template: string): readonly TemplatePart[] {
  return template
    .split(PLACEHOLDER)
    .map((text, at) => ({ text, isMarked: at % 2 === 1 }))
    .filter(({ text }) => text !== '');
}
