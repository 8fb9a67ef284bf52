import type { WholeSample } from '../domain/run.ts';
import { textOf } from './json-fields.ts';
import { inputsOf, type RunToExport } from './run-to-export.ts';

/** What a spreadsheet takes for the beginning of a formula (OWASP, CSV Injection). */
const FORMULA = /^[=+\-@\t\r]/;

type Cell = string | number | null | undefined;

/**
 * A run as CSV (RFC 4180), a row a sample: a header, CRLF after each row, quotes where they are needed. A text that a spreadsheet would take for a
 * formula has an apostrophe before it; numbers are as they are, and a missing score is an empty cell.
 */
export async function* csvExport({ aggregate, samples }: RunToExport): AsyncGenerator<string> {
  const metrics = aggregate.metrics.map(({ metric }) => metric);
  yield rowText([...FIRST, ...metrics.map((metric) => `metric.${metric}`), ...LAST]);
  for await (const batch of samples()) yield batch.map((sample) => rowText(cellsOf(sample, metrics))).join('');
}

const FIRST = ['row', 'replicate', 'id', 'status', 'inputs', 'prompt', 'output', 'reference'];
const LAST = ['error_type', 'error', 'input_tokens', 'output_tokens', 'latency', 'cost', 'cluster', 'tags'];

function cellsOf(sample: WholeSample, metrics: readonly string[]): readonly Cell[] {
  const { id, row, replicate, prompt, response, rawResponse, reference, scores, error, usage, cost, cluster, tags } = sample;
  return [
    row,
    replicate,
    id,
    error === undefined ? 'success' : 'failed',
    textOf(inputsOf(sample)),
    prompt,
    error === undefined ? response : (rawResponse ?? response),
    reference,
    ...metrics.map((metric) => scores[metric]),
    error?.type,
    error?.message,
    usage?.input_tokens,
    usage?.output_tokens,
    usage?.latency,
    cost,
    cluster,
    tags === undefined ? '' : JSON.stringify(tags),
  ];
}

function rowText(cells: readonly Cell[]): string {
  return `${cells.map(cellText).join(',')}\r\n`;
}

function cellText(value: Cell): string {
  if (value === undefined || value === null) return '';
  if (typeof value === 'number') return String(value);
  const text = FORMULA.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
