import { createHash } from 'node:crypto';
import { Html, html } from './html.ts';
import {
  cellSpans,
  spanText,
  type Cell,
  type Column,
  type Figure,
  type ReportBlock,
  type Span,
  type TableBlock,
} from './report-block.ts';
import { REPORT_STYLE } from './style.ts';
import type { TextChange } from './word-diff.ts';

const STYLE = new Html(`<style>${REPORT_STYLE}</style>`);
const STYLE_HASH = createHash('sha256').update(REPORT_STYLE).digest('base64');

/** What a report may load: its own style, which is in it, and its empty icon. For its `Content-Security-Policy`, in the page and of the answer. */
export const REPORT_SOURCES: readonly string[] = [`style-src 'sha256-${STYLE_HASH}'`, 'img-src data:'];

const CONTENT_POLICY = ["default-src 'none'", ...REPORT_SOURCES, "base-uri 'none'", "form-action 'none'"].join('; ');
const NEWLINE = '\n';

/**
 * A report as one HTML page that loads nothing and runs no script. Whatever a model, a program or a dataset wrote is shown as text.
 * The page's title is its first heading.
 */
export function htmlPage(blocks: readonly ReportBlock[]): string {
  const title =
    blocks
      .find((block) => block.kind === 'heading')
      ?.spans.map(spanText)
      .join(' ') ?? 'Report';
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta http-equiv="Content-Security-Policy" content="${CONTENT_POLICY}" />
        <link rel="icon" href="data:," />
        <title>${title} · Assay</title>
        ${STYLE}
      </head>
      <body>
        <main>${NEWLINE}${blocks.map(blockHtml)}</main>
      </body>
    </html> `;
  return page.text;
}

function blockHtml(block: ReportBlock): Html {
  return html`${elementOf(block)}${NEWLINE}`;
}

function elementOf(block: ReportBlock): Html {
  switch (block.kind) {
    case 'heading':
      return headingHtml(block.level, spansHtml(block.spans));
    case 'paragraph':
      return block.look === 'lead'
        ? html`<p class="lead">${spansHtml(block.spans)}</p>`
        : html`<p>${spansHtml(block.spans)}</p>`;
    case 'figures':
      return html`<dl class="figures">${block.figures.map(figureHtml)}</dl>`;
    case 'links':
      return html`<nav aria-label="Assay">${spansHtml(block.links)}</nav>`;
    case 'notes':
      return html`<ul class="notes">
        ${block.notes.map((note) => html`<li>${note}</li>`)}
      </ul>`;
    case 'footnote':
      return html`<footer>${block.text}</footer>`;
    case 'table':
      return tableHtml(block);
    case 'text':
      return preHtml(block.text);
    case 'diff':
      return preHtml(block.changes.map(changeHtml));
    case 'fold':
      return html`<details${block.isOpen === true ? new Html(' open') : null}>
<summary>${spansHtml(block.summary)}</summary>
${block.blocks.map(blockHtml)}</details>`;
    case 'side-by-side':
      return html`<div class="side-by-side">
        ${block.parts.map((part) => html`<section>${part.map(blockHtml)}</section>`)}
      </div>`;
    case 'drawing':
      return block.markup;
  }
}

function headingHtml(level: 1 | 2 | 3 | 4, content: Html): Html {
  const tag = new Html(`h${level}`);
  return html`<${tag}>${content}</${tag}>`;
}

function figureHtml({ title, value, note, look }: Figure): Html {
  const small = note === undefined ? null : html` <small>${note}</small>`;
  return html`<div${classHtml(look ?? null)}><dt>${title}</dt><dd>${value}${small}</dd></div>`;
}

function spansHtml(spans: readonly Span[]): Html {
  return html`${spans.map((span, i) => html`${i > 0 ? ' ' : null}${spanHtml(span)}`)}`;
}

function spanHtml(span: Span): Html {
  if (typeof span === 'string') return html`${span}`;
  if ('code' in span) return html`<code>${span.code}</code>`;
  if ('link' in span) return html`<a href="${span.href}">${span.link}</a>`;
  return 'strong' in span ? html`<strong>${span.strong}</strong>` : html`<small>${span.note}</small>`;
}

/** Whoever has no mouse scrolls a table that is wider than the window by the arrow keys. */
function tableHtml({ columns, rows, look }: TableBlock): Html {
  const head = columns.map(({ title, isNumeric }) =>
    title === '' ? html`<td></td>` : html`<th${classHtml(isNumeric === true ? 'number' : null)}>${title}</th>`,
  );
  const body = rows.map(
    (row) =>
      html`<tr>
        ${row.map((cell, i) => cellHtml(cell, columns[i], look === 'cards'))}
      </tr> `,
  );
  return html`<div class="wide" tabindex="0"><table${classHtml(look ?? null)}>
<thead><tr>${head}</tr></thead>
<tbody>
${body}</tbody>
</table></div>`;
}

/** In a narrow window each row of a table of cards stands for itself, so its cells say what they are. */
function cellHtml(cell: Cell, column: Column | undefined, isCard: boolean): Html {
  const content = spansHtml(cellSpans(cell));
  if (column?.isHeader === true) return html`<th scope="row">${content}</th>`;
  const ownLook = typeof cell === 'object' && 'look' in cell ? cell.look : null;
  const title = isCard && column !== undefined && column.title !== '' ? html` data-title="${column.title}"` : null;
  return html`<td${classHtml(column?.isNumeric === true ? 'number' : ownLook)}${title}>${content}</td>`;
}

function classHtml(name: string | null): Html | null {
  return name === null ? null : html` class="${name}"`;
}

/** The HTML parser drops a newline that comes first in `pre`, so it gets one to drop. */
function preHtml(content: string | readonly Html[]): Html {
  return html`<pre dir="auto">${NEWLINE}${content}</pre>`;
}

function changeHtml({ kind, text }: TextChange): Html {
  switch (kind) {
    case 'same':
      return html`${text}`;
    case 'added':
      return html`<ins>${text}</ins>`;
    case 'removed':
      return html`<del>${text}</del>`;
  }
}
