import { HTML_STYLE } from './html-style.ts';
import { htmlText } from './html-text.ts';
import type { JobReport } from './job-report.ts';
import type { Column, ReportBlock, Span } from './report-block.ts';
import { reportBlocks } from './report-blocks.ts';
import type { TextChange } from './word-diff.ts';

const CONTENT_POLICY = "default-src 'none'; style-src 'unsafe-inline'";

/** The report as one HTML page that asks for nothing else. All text in it is escaped, and no script may run in it. */
export function htmlReport(report: JobReport): string {
  const blocks = reportBlocks(report);
  const title = blocks.find((block) => block.kind === 'heading')?.text ?? '';
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${CONTENT_POLICY}">
<link rel="icon" href="data:,">
<title>${htmlText(title)}</title>
<style>${HTML_STYLE}</style>
</head>
<body>
${blocksHtml(blocks)}
</body>
</html>
`;
}

function blocksHtml(blocks: readonly ReportBlock[]): string {
  return blocks.map(blockHtml).join('\n');
}

function blockHtml(block: ReportBlock): string {
  switch (block.kind) {
    case 'heading':
      return `<h${block.level}>${htmlText(block.text)}</h${block.level}>`;
    case 'paragraph':
      return `<p>${block.spans.map(spanHtml).join(' ')}</p>`;
    case 'table':
      return tableHtml(block.columns, block.rows);
    case 'text':
      return preHtml(htmlText(block.text));
    case 'diff':
      return preHtml(block.changes.map(changeHtml).join(''));
    case 'fold':
      return `<details>\n<summary>${htmlText(block.summary)}</summary>\n${blocksHtml(block.blocks)}\n</details>`;
  }
}

/** The parser drops a newline that comes first in `pre`, so it gets one to drop. */
function preHtml(content: string): string {
  return `<pre dir="auto">\n${content}</pre>`;
}

function spanHtml(span: Span): string {
  if (typeof span === 'string') return htmlText(span);
  return 'code' in span ? `<code>${htmlText(span.code)}</code>` : `<strong>${htmlText(span.strong)}</strong>`;
}

function tableHtml(columns: readonly Column[], rows: readonly (readonly Span[])[]): string {
  const cell = (tag: 'th' | 'td', index: number, content: string): string =>
    `<${tag}${columns[index]?.isNumeric === true ? ' class="number"' : ''}>${content}</${tag}>`;
  const head = columns.map(({ title }, index) => cell('th', index, htmlText(title))).join('');
  const body = rows.map((row) => `<tr>${row.map((span, index) => cell('td', index, spanHtml(span))).join('')}</tr>`);
  return `<div class="scroll"><table>\n<thead><tr>${head}</tr></thead>\n<tbody>\n${body.join('\n')}\n</tbody>\n</table></div>`;
}

function changeHtml({ kind, text }: TextChange): string {
  const content = htmlText(text);
  return kind === 'same' ? content : kind === 'added' ? `<ins>${content}</ins>` : `<del>${content}</del>`;
}
