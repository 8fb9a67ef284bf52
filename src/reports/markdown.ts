import { htmlText } from './html.ts';
import { cellSpans, type Figure, spanText, type ReportBlock, type Span, type TableBlock } from './report-block.ts';
import { visibleText } from '../evaluation/visible-text.ts';
import type { TextChange } from './word-diff.ts';

/**
 * A report as GitHub-flavoured Markdown. Whatever a model, a program or a dataset wrote is shown as text: it can't end a table, a
 * fence or a fold, and no markup or HTML in it works.
 */
export function markdownDocument(blocks: readonly ReportBlock[]): string {
  return `${blocksMarkdown(blocks)}\n`;
}

function blocksMarkdown(blocks: readonly ReportBlock[]): string {
  return blocks
    .filter(({ kind }) => kind !== 'drawing' && kind !== 'links')
    .map(blockMarkdown)
    .join('\n\n');
}

function blockMarkdown(block: ReportBlock): string {
  switch (block.kind) {
    case 'heading':
      return `${'#'.repeat(block.level)} ${spansMarkdown(block.spans)}`;
    case 'paragraph':
      return spansMarkdown(block.spans);
    case 'figures':
      return block.figures.map(figureMarkdown).join(' · ');
    case 'notes':
      return block.notes.map((note) => `- ${plainMarkdown(note)}`).join('\n');
    case 'footnote':
      return `<sub>${plainMarkdown(block.text)}</sub>`;
    case 'table':
      return tableMarkdown(block);
    case 'text':
      return fencedMarkdown(block.text, 'text');
    case 'diff':
      return fencedMarkdown(block.changes.map(changeText).join(''), 'text');
    case 'fold':
      return `<details>\n<summary>${summaryHtml(block.summary)}</summary>\n\n${blocksMarkdown(block.blocks)}\n\n</details>`;
    case 'side-by-side':
      return block.parts.map(blocksMarkdown).join('\n\n');
    case 'drawing':
    case 'links':
      return '';
  }
}

function spansMarkdown(spans: readonly Span[], isCell = false): string {
  return spans.map((span) => spanMarkdown(span, isCell)).join(' ');
}

function spanMarkdown(span: Span, isCell: boolean): string {
  if (typeof span === 'string') return plainMarkdown(span);
  if ('code' in span) return codeMarkdown(span.code, isCell);
  if ('link' in span) return plainMarkdown(span.link);
  return 'strong' in span ? `**${plainMarkdown(span.strong)}**` : plainMarkdown(span.note);
}

/** In one line: a blank one would end the HTML. A bar is no cell here, but some readers take it for one. */
function summaryHtml(spans: readonly Span[]): string {
  return htmlText(oneLine(spans.map(spanText).join(' '))).replaceAll('|', '&#124;');
}

function figureMarkdown({ title, value, note }: Figure): string {
  return `${plainMarkdown(title)} **${plainMarkdown(value)}**${note === undefined ? '' : ` (${plainMarkdown(note)})`}`;
}

function tableMarkdown({ columns, rows }: TableBlock): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [
    line(columns.map(({ title }) => plainMarkdown(title))),
    line(columns.map(({ isNumeric }) => (isNumeric === true ? '---:' : '---'))),
    ...rows.map((row) => line(row.map((cell) => spansMarkdown(cellSpans(cell), true)))),
  ].join('\n');
}

/** The marks of `git diff --word-diff`. */
function changeText({ kind, text }: TextChange): string {
  switch (kind) {
    case 'same':
      return text;
    case 'added':
      return `{+${text}+}`;
    case 'removed':
      return `[-${text}-]`;
  }
}

/** Text within a line, in which nothing is markup, a link or an end of a table cell. */
export function plainMarkdown(text: string): string {
  return oneLine(text)
    .replaceAll(/[\\`*_[\]<>|~$&#!]/g, '\\$&')
    .replaceAll('://', ':\\//')
    .replaceAll(/\bwww(?=\.)/gi, '$&\\');
}

function oneLine(text: string): string {
  return visibleText(text).replaceAll(/\s+/g, ' ').trim();
}

/** A code span; in a table cell, text with a bar is plain instead, as tables look for bars even in code. */
export function codeMarkdown(text: string, isCell: boolean): string {
  const line = oneLine(text);
  if (line === '') return '';
  if (isCell && line.includes('|')) return plainMarkdown(line);
  const ticks = '`'.repeat(longestRun(line) + 1);
  const space = /^`|`$/.test(line) ? ' ' : '';
  return `${ticks}${space}${line}${space}${ticks}`;
}

/** The longest run of backticks in a text. */
function longestRun(text: string): number {
  return Math.max(0, ...Array.from(text.matchAll(/`+/g), ([run]) => run.length));
}

/** A block of text as it is, in a fence longer than any that the text could close it with. */
export function fencedMarkdown(text: string, language: string): string {
  const visible = visibleText(text);
  const fence = '`'.repeat(Math.max(3, longestRun(visible) + 1));
  return `${fence}${language}\n${visible.replace(/\n$/, '')}\n${fence}`;
}
