import type { Html } from './html.ts';
import type { TextChange } from './word-diff.ts';

/**
 * Text within a line: plain, emphasized, small print, code, or a link to an address that is ours. It is always shown as text, never read as
 * markup; in Markdown, which is read elsewhere, a link is its text.
 */
export type Span =
  | string
  | { readonly strong: string }
  | { readonly note: string }
  | { readonly code: string }
  | { readonly link: string; readonly href: string };

/** A table cell: one span, or several with the class that colours the cell in HTML. */
export type Cell = Span | { readonly spans: readonly Span[]; readonly look: string };

export interface Column {
  readonly title: string;
  readonly isNumeric?: boolean;
  /** Whether its cells name their rows. */
  readonly isHeader?: boolean;
}

export interface TableBlock {
  readonly kind: 'table';
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly Cell[])[];
  /** The class of the table in HTML. */
  readonly look?: string;
}

/** One of the few numbers that matter most. */
export interface Figure {
  readonly title: string;
  readonly value: string;
  readonly note?: string | undefined;
  /** The class that colours it in HTML. */
  readonly look?: 'good' | 'bad' | undefined;
}

/** What a report is made of, before it becomes Markdown or HTML. */
export type ReportBlock =
  | { readonly kind: 'heading'; readonly level: 1 | 2 | 3 | 4; readonly spans: readonly Span[] }
  | { readonly kind: 'paragraph'; readonly spans: readonly Span[]; readonly look?: 'lead' }
  /** The result in one line. */
  | { readonly kind: 'figures'; readonly figures: readonly Figure[] }
  /** Where to go from here; Markdown leaves it out. */
  | { readonly kind: 'links'; readonly links: readonly Span[] }
  /** What to keep in mind, one point an item. */
  | { readonly kind: 'notes'; readonly notes: readonly string[] }
  | { readonly kind: 'footnote'; readonly text: string }
  | TableBlock
  /** Text exactly as it is, line by line. */
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'diff'; readonly changes: readonly TextChange[] }
  | {
      readonly kind: 'fold';
      readonly summary: readonly Span[];
      readonly blocks: readonly ReportBlock[];
      readonly isOpen?: boolean;
    }
  /** Blocks beside each other where there is room, below each other in Markdown. */
  | { readonly kind: 'side-by-side'; readonly parts: readonly (readonly ReportBlock[])[] }
  /** A drawing; Markdown leaves it out. */
  | { readonly kind: 'drawing'; readonly markup: Html };

export function heading(level: 1 | 2 | 3 | 4, ...spans: readonly Span[]): ReportBlock {
  return { kind: 'heading', level, spans };
}

/** A column of figures. */
export function numericColumn(title: string): Column {
  return { title, isNumeric: true };
}

export function paragraph(...spans: readonly Span[]): ReportBlock {
  return { kind: 'paragraph', spans };
}

/** Nothing where there are no notes. */
export function notes(lines: readonly string[]): readonly ReportBlock[] {
  return lines.length === 0 ? [] : [{ kind: 'notes', notes: lines }];
}

export function fold(summary: string, ...blocks: readonly ReportBlock[]): ReportBlock {
  return { kind: 'fold', summary: [summary], blocks };
}

/** The text of spans, without what emphasizes it. */
export function spanText(span: Span): string {
  if (typeof span === 'string') return span;
  if ('link' in span) return span.link;
  return 'code' in span ? span.code : 'strong' in span ? span.strong : span.note;
}

export function cellSpans(cell: Cell): readonly Span[] {
  return typeof cell === 'object' && 'spans' in cell ? cell.spans : [cell];
}
