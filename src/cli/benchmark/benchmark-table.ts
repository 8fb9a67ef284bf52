import type { BenchmarkDataDto, BenchmarkDto } from '../../catalog/benchmark.dto.ts';
import { type Column, tableText } from '../table.ts';
import type { Look } from '../terminal.ts';

const COLUMNS: readonly Column[] = [
  { head: 'benchmark' },
  { head: 'what', least: 8 },
  { head: 'examples', align: 'right' },
  { head: 'metric', least: 7, isDistinct: true },
  { head: 'licence', least: 7 },
  { head: 'data', least: 16 },
];

/** The benchmarks, one a row: what they are, and whether their data is here. */
export function benchmarkTable(presets: readonly BenchmarkDto[], look: Look): string {
  const rows = presets.map(({ name, title, size, metric, licence, data, replaced_by: replacedBy }) => [
    name,
    title,
    String(size),
    metric,
    licence,
    replacedBy === null ? dataState(data) : `replaced by ${replacedBy}`,
  ]);
  return tableText(COLUMNS, rows, look);
}

function dataState({ state, origin, rows, obtained_at: obtainedAt }: BenchmarkDataDto): string {
  if (state === 'absent') return 'not fetched yet';
  if (state === 'fetching') return `being fetched: ${String(rows)} so far`;
  if (origin === 'bundled') return 'part of Assay';
  return `${String(origin)} ${obtainedAt?.slice(0, 10) ?? ''}`.trim();
}
