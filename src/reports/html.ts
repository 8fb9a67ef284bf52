import { visibleText } from '../evaluation/visible-text.ts';

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** Markup that goes into a page as it is. Only the tag `html` makes it, and code that has a constant of its own. */
export class Html {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

export type HtmlPart = Html | string | number | null | readonly HtmlPart[];

/**
 * Markup from a template: values are escaped unless they are markup themselves, lists are joined, and `null` is nothing. Use
 * values in text or in attributes with double quotes only.
 *
 * @example html`<p title="${name}">${lines.map((line) => html`<b>${line}</b>`)}</p>`
 */
export function html(strings: TemplateStringsArray, ...parts: readonly HtmlPart[]): Html {
  return new Html(strings.reduce((page, text, i) => page + markup(parts[i - 1] ?? null) + text));
}

function markup(part: HtmlPart): string {
  if (part === null) return '';
  if (part instanceof Html) return part.text;
  if (typeof part === 'string' || typeof part === 'number') return htmlText(String(part));
  return part.map(markup).join('');
}

/** Text for the inside of an element or of an attribute in quotes: the one escape. */
export function htmlText(text: string): string {
  return visibleText(text).replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
}
