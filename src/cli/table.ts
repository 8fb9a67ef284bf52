import { styleText } from 'node:util';
import { visibleLine } from '../evaluation/visible-text.ts';
import { broken, padded, shortened, textWidth } from './fitted-text.ts';
import type { Look } from './terminal.ts';

const GAP = '  ';

/** Columns below which no word of a heading is broken. */
const LONGEST_HEAD_WORD = 10;

/** How a cell is coloured, where colours may be. */
export type CellStyle = 'green' | 'red' | 'yellow' | 'dim' | 'bold';

export type Cell = string | { readonly text: string; readonly style: CellStyle };

export interface Column {
  readonly head: string;
  readonly align?: 'left' | 'right';
  /** Values that need more may be shortened in the middle, to this many columns at least. Without it they are whole. */
  readonly least?: number;
  /** Whether different values may not become the same by being shortened, as names of metrics. */
  readonly isDistinct?: boolean;
  /** Whether it may be left out where not all of them fit; the last goes first. */
  readonly isOptional?: true;
}

/**
 * Rows below their headings, in the columns that there are: first headings are wrapped, then values of columns with a `least` are shortened,
 * then optional columns are left out, and where that is not enough the rows are shown one below the other, a line for each value. Ends without a line break.
 */
export function tableText(columns: readonly Column[], rows: readonly (readonly Cell[])[], look: Look): string {
  const cells = rows.map((row) => columns.map((_, at) => plainCell(row[at] ?? '')));
  const heads = columns.map(({ head }) => visibleLine(head));
  const widths = fittedWidths(columnSizes(columns, heads, cells), look.columns);
  if (widths === undefined) {
    const dropped = columns.findLastIndex(({ isOptional }) => isOptional);
    if (dropped === -1) return recordsText(heads, cells, look);
    return tableText(
      columns.toSpliced(dropped, 1),
      rows.map((row) => row.toSpliced(dropped, 1)),
      look,
    );
  }
  const line = (row: readonly PlainCell[]): string =>
    row
      .map(({ text, style }, at) => {
        const width = widths[at] ?? 0;
        return padded(coloured(shortened(text, width), style, look), width, columns[at]?.align);
      })
      .join(GAP)
      .trimEnd();
  return [...headLines(heads, widths), ...cells].map(line).join('\n');
}

interface PlainCell {
  readonly text: string;
  readonly style?: CellStyle;
}

function plainCell(cell: Cell): PlainCell {
  return typeof cell === 'string' ? { text: visibleLine(cell) } : { ...cell, text: visibleLine(cell.text) };
}

/** How wide a column would be, becomes by wrapping its heading, and by shortening its values. */
interface ColumnSize {
  readonly natural: number;
  readonly whole: number;
  readonly least: number;
}

function columnSizes(
  columns: readonly Column[],
  heads: readonly string[],
  rows: readonly (readonly PlainCell[])[],
): readonly ColumnSize[] {
  return columns.map(({ least: wanted, isDistinct = false }, at) => {
    const head = heads[at] ?? '';
    const least =
      isDistinct && wanted !== undefined
        ? distinctWidth(
            rows.map((row) => row[at]?.text ?? ''),
            wanted,
          )
        : wanted;
    const values = rows.reduce((width, row) => Math.max(width, textWidth(row[at]?.text ?? '')), 0);
    const word = Math.min(LONGEST_HEAD_WORD, Math.max(...head.split(' ').map(textWidth)));
    const whole = Math.max(values, word);
    return { natural: Math.max(values, textWidth(head)), whole, least: Math.min(whole, least ?? whole) };
  });
}

/** The least width, from `least` on, at which different values differ. */
function distinctWidth(values: readonly string[], least: number): number {
  const different = [...new Set(values)];
  const longest = Math.max(0, ...different.map(textWidth));
  for (let width = least; width < longest; width += 1)
    if (new Set(different.map((value) => shortened(value, width))).size === different.length) return width;
  return Math.max(least, longest);
}

/** The width of each column; `undefined` where they do not fit. */
function fittedWidths(sizes: readonly ColumnSize[], columns: number): readonly number[] | undefined {
  const room = columns - GAP.length * (sizes.length - 1);
  const natural = sizes.map((size) => size.natural);
  return (
    narrowed(
      natural,
      sizes.map(({ whole }) => whole),
      room,
    ) ??
    narrowed(
      sizes.map(({ whole }) => whole),
      sizes.map(({ least }) => least),
      room,
    )
  );
}

/** Widths that fit together, the widest narrowed first, none below its least; `undefined` where there are none. */
function narrowed(widths: readonly number[], least: readonly number[], room: number): readonly number[] | undefined {
  const result = [...widths];
  let excess = result.reduce((sum, width) => sum + width, 0) - room;
  while (excess > 0) {
    const spare = result.map((width, at) => (width > (least[at] ?? 0) ? width : 0));
    const widest = spare.indexOf(Math.max(...spare));
    if (spare[widest] === 0 || widest === -1) return undefined;
    result[widest] = (result[widest] ?? 0) - 1;
    excess -= 1;
  }
  return result;
}

/** The headings in as many lines as the longest of them needs, the last lines beside each other. */
function headLines(heads: readonly string[], widths: readonly number[]): readonly (readonly PlainCell[])[] {
  const wrappedHeads = heads.map((head, at) => broken(head, widths[at] ?? 0));
  const height = Math.max(...wrappedHeads.map(({ length }) => length));
  return Array.from({ length: height }, (_, line) =>
    wrappedHeads.map((lines): PlainCell => ({ text: lines[line - height + lines.length] ?? '', style: 'bold' })),
  );
}

/** The same where there is no room for columns: each row as lines of heading and value. */
function recordsText(heads: readonly string[], rows: readonly (readonly PlainCell[])[], look: Look): string {
  const width = Math.min(Math.max(...heads.map(textWidth)), Math.floor(look.columns / 2));
  const room = look.columns - width - GAP.length;
  const record = (row: readonly PlainCell[]): string =>
    row
      .map(({ text, style }, at) => {
        const head = padded(coloured(shortened(heads[at] ?? '', width), 'dim', look), width);
        return text === '' ? '' : `${head}${GAP}${coloured(shortened(text, room), style, look)}`;
      })
      .filter((line) => line !== '')
      .join('\n');
  return rows.map(record).join('\n\n');
}

/** The text in the style, where the place has colours. */
export function coloured(text: string, style: CellStyle | undefined, { inColour }: Pick<Look, 'inColour'>): string {
  return inColour && style !== undefined ? styleText(style, text, { validateStream: false }) : text;
}
