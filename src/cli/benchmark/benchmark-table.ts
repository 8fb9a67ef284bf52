import Table from 'cli-table3';
import type { BenchmarkDataDto, BenchmarkDto } from '../../catalog/benchmark.dto.ts';

/** The benchmarks, one a row: what they are, and whether their data is here. */
export function benchmarkTable(presets: readonly BenchmarkDto[], inColour: boolean): string {
  const table = new Table({
    head: ['benchmark', 'what', 'examples', 'metric', 'licence', 'data'],
    colAligns: ['left', 'left', 'right', 'left', 'left', 'left'],
    style: inColour ? { head: ['bold'], border: ['dim'] } : { head: [], border: [] },
  });
  for (const { name, title, size, metric, licence, data, replaced_by: replacedBy } of presets) {
    table.push([
      name,
      title,
      String(size),
      metric,
      licence,
      replacedBy === null ? dataState(data) : `replaced by ${replacedBy}`,
    ]);
  }
  return table.toString();
}

function dataState({ state, origin, rows, obtained_at: obtainedAt }: BenchmarkDataDto): string {
  if (state === 'absent') return 'fetched on first use';
  if (state === 'fetching') return `being fetched: ${String(rows)} so far`;
  if (origin === 'bundled') return 'comes with Assay';
  return `${String(origin)} ${obtainedAt?.slice(0, 10) ?? ''}`.trim();
}
