import type { TextChange } from './word-diff.ts';

/** Text in a line: as it is, emphasized, or as code. Whoever wrote it, nothing in it is markup. */
export type Span = string | { readonly strong: string } | { readonly code: string };

export interface Column {
  readonly title: string;
  readonly isNumeric?: boolean;
}

/** What a report is made of, before it is Markdown or HTML. */
export type ReportBlock =
  | { readonly kind: 'heading'; readonly level: 1 | 2 | 3; readonly text: string }
  | { readonly kind: 'paragraph'; readonly spans: readonly Span[] }
  | { readonly kind: 'table'; readonly columns: readonly Column[]; readonly rows: readonly (readonly Span[])[] }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'diff'; readonly changes: readonly TextChange[] }
  | { readonly kind: 'fold'; readonly summary: string; readonly blocks: readonly ReportBlock[] };

export function heading(level: 1 | 2 | 3, text: string): ReportBlock {
  return { kind: 'heading', level, text };
}

export function paragraph(...spans: readonly Span[]): ReportBlock {
  return { kind: 'paragraph', spans };
}

export function fold(summary: string, ...blocks: readonly ReportBlock[]): ReportBlock {
  return { kind: 'fold', summary, blocks };
}
