import { filter, type TemplateFilter } from '../render/template-filter.ts';
import { codePointLength } from '../values/code-points.ts';
import { sortedBy } from '../values/comparison.ts';
import { PythonError } from '../values/python-error.ts';
import { reprOf, textOf } from '../values/python-text.ts';
import { Dict, Tuple, typeName, type Value } from '../values/value.ts';
import { linesOf, SPACE_CLASS } from '../values/white-space.ts';
import { spend } from '../work-limit.ts';

const WIDTH = 80;

/** The filter `pprint`, as Python's `pprint.pformat` writes: at most 80 characters a line, keys sorted. */
export const PRETTY_PRINT_FILTERS: ReadonlyMap<string, TemplateFilter> = new Map([
  filter('pprint', '', (value) => pretty(value, 0, 0, 0)),
]);

/** `indent` is the column where the value begins, `allowance` how much must fit after it on its last line. */
function pretty(value: Value, indent: number, allowance: number, level: number): string {
  spend(1);
  const text = plain(value);
  if (codePointLength(text) <= WIDTH - indent - allowance) return text;
  if (typeof value === 'string') return prettyText(value, indent, allowance, level + 1);
  if (Array.isArray(value)) return `[${prettyItems(value, indent, allowance + 1, level + 1)}]`;
  if (value instanceof Tuple) {
    const close = value.items.length === 1 ? ',)' : ')';
    return `(${prettyItems(value.items, indent, allowance + close.length, level + 1)}${close}`;
  }
  return value instanceof Dict ? `{${prettyEntries(value, indent, allowance + 1, level + 1)}}` : text;
}

function prettyItems(items: readonly Value[], indent: number, allowance: number, level: number): string {
  const column = indent + 1;
  const last = items.length - 1;
  return items
    .map((item, index) => pretty(item, column, index === last ? allowance : 1, level))
    .join(`,\n${' '.repeat(column)}`);
}

function prettyEntries(dict: Dict, indent: number, allowance: number, level: number): string {
  const column = indent + 1;
  const last = dict.size - 1;
  const parts = sortedEntries(dict).map(([key, member], index) => {
    const name = plain(key);
    return `${name}: ${pretty(member, column + codePointLength(name) + 2, index === last ? allowance : 1, level)}`;
  });
  return parts.join(`,\n${' '.repeat(column)}`);
}

/** A value in one line; its dicts have their keys sorted. */
function plain(value: Value): string {
  if (Array.isArray(value)) return `[${value.map(plain).join(', ')}]`;
  if (value instanceof Tuple) return `(${value.items.map(plain).join(', ')}${value.items.length === 1 ? ',' : ''})`;
  if (!(value instanceof Dict)) return reprOf(value);
  return `{${sortedEntries(value)
    .map(([key, member]) => `${plain(key)}: ${plain(member)}`)
    .join(', ')}}`;
}

/** Keys that have no order among each other are sorted by the names of their types, as Python does. */
function sortedEntries(dict: Dict): readonly (readonly [Value, Value])[] {
  try {
    return sortedBy(dict.entries(), ([key]) => key);
  } catch (error) {
    if (!(error instanceof PythonError)) throw error;
    return sortedBy(dict.entries(), ([key]) => `${typeName(key)} ${textOf(key)}`);
  }
}

function prettyText(text: string, indentBefore: number, allowanceBefore: number, level: number): string {
  const isAlone = level === 1;
  const indent = indentBefore + (isAlone ? 1 : 0);
  const chunks = textChunks(linesOf(text, true), WIDTH - indent, allowanceBefore + (isAlone ? 1 : 0));
  const [only = reprOf(text)] = chunks;
  if (chunks.length <= 1) return only;
  const joined = chunks.join(`\n${' '.repeat(indent)}`);
  return isAlone ? `(${joined})` : joined;
}

/** The pieces of a long text, each a literal that fits; lines are not joined. */
function textChunks(lines: readonly string[], width: number, allowance: number): string[] {
  return lines.flatMap((line, index) => {
    const isLast = index === lines.length - 1;
    const literal = reprOf(line);
    if (codePointLength(literal) <= width - (isLast ? allowance : 0)) return [literal];
    return lineChunks(line.match(PARTS)?.filter((part) => part !== '') ?? [], width, isLast ? allowance : 0);
  });
}

const PARTS = new RegExp(`[^${SPACE_CLASS}]*[${SPACE_CLASS}]*`, 'g');

function lineChunks(parts: readonly string[], width: number, allowance: number): string[] {
  const chunks: string[] = [];
  let current = '';
  parts.forEach((part, index) => {
    const limit = width - (index === parts.length - 1 ? allowance : 0);
    if (codePointLength(reprOf(current + part)) <= limit) {
      current += part;
      return;
    }
    if (current !== '') chunks.push(reprOf(current));
    current = part;
  });
  return current === '' ? chunks : [...chunks, reprOf(current)];
}
