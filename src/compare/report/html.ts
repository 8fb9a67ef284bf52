import { htmlText } from '../../evaluation/report/html-text.ts';

/** Markup that may be put into a page as it is. Only the tag `html` makes it. */
export class Html {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

export type HtmlPart = Html | string | number | null | readonly HtmlPart[];

/**
 * Markup out of a template: what is put in is escaped, unless it is markup itself; lists are joined and `null` is nothing. Values
 * belong into text or into attributes with double quotes.
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
