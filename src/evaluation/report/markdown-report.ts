import { htmlText } from './html-text.ts';
import type { JobReport } from './job-report.ts';
import { codeMarkdown, fencedMarkdown, plainMarkdown } from './markdown-text.ts';
import type { Column, ReportBlock, Span } from './report-block.ts';
import { reportBlocks } from './report-blocks.ts';
import type { TextChange } from './word-diff.ts';

/**
 * The report as GitHub-flavoured Markdown. Whatever a model, a program or a dataset wrote is shown as text: it can't end a
 * table, a fence or a fold, and no markup or HTML of it works.
 */
export function markdownReport(report: JobReport): string {
  return `${blocksMarkdown(reportBlocks(report))}\n`;
}

function blocksMarkdown(blocks: readonly ReportBlock[]): string {
  return blocks.map(blockMarkdown).join('\n\n');
}

function blockMarkdown(block: ReportBlock): string {
  switch (block.kind) {
    case 'heading':
      return `${'#'.repeat(block.level)} ${plainMarkdown(block.text)}`;
    case 'paragraph':
      return block.spans.map((span) => spanMarkdown(span, false)).join(' ');
    case 'table':
      return tableMarkdown(block.columns, block.rows);
    case 'text':
      return fencedMarkdown(block.text, 'text');
    case 'diff':
      return fencedMarkdown(block.changes.map(changeText).join(''), 'text');
    case 'fold':
      return `<details>\n<summary>${htmlText(block.summary)}</summary>\n\n${blocksMarkdown(block.blocks)}\n\n</details>`;
  }
}

function spanMarkdown(span: Span, isCell: boolean): string {
  if (typeof span === 'string') return plainMarkdown(span);
  return 'code' in span ? codeMarkdown(span.code, isCell) : `**${plainMarkdown(span.strong)}**`;
}

function tableMarkdown(columns: readonly Column[], rows: readonly (readonly Span[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [
    line(columns.map(({ title }) => plainMarkdown(title))),
    line(columns.map(({ isNumeric }) => (isNumeric === true ? '---:' : '---'))),
    ...rows.map((row) => line(row.map((span) => spanMarkdown(span, true)))),
  ].join('\n');
}

/** The marks of `git diff --word-diff`. */
function changeText({ kind, text }: TextChange): string {
  return kind === 'same' ? text : kind === 'added' ? `{+${text}+}` : `[-${text}-]`;
}
