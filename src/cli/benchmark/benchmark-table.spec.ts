import { describe, expect, it } from '@jest/globals';
import type { BenchmarkDto } from '../../catalog/benchmark.dto.ts';
import { benchmarkTable } from './benchmark-table.ts';

const PLAIN = { inColour: false, columns: Infinity };

function preset(name: string, data: object, replacedBy: string | null = null): BenchmarkDto {
  const shown = { name, title: 'Sums', size: 12, metric: 'exact', licence: 'MIT', replaced_by: replacedBy, data };
  return shown as unknown as BenchmarkDto;
}

function lastCells(...presets: readonly BenchmarkDto[]): string[] {
  const lines = benchmarkTable(presets, PLAIN).split('\n');
  return lines.filter((line) => line.includes('Sums')).map((line) => line.split('MIT').at(-1)?.trim() ?? '');
}

describe('benchmarkTable', () => {
  it('says of each benchmark where its data is', () => {
    expect(
      lastCells(
        preset('a', { state: 'absent', origin: null, rows: null, obtained_at: null }),
        preset('b', { state: 'fetching', origin: null, rows: 300, obtained_at: null }),
        preset('c', { state: 'present', origin: 'bundled', rows: 12, obtained_at: null }),
        preset('d', { state: 'present', origin: 'fetched', rows: 12, obtained_at: '2026-11-22T04:27:03.968Z' }),
        preset('e', { state: 'absent', origin: null, rows: null, obtained_at: null }, 'my_sums'),
      ),
    ).toEqual(['not fetched yet', 'being fetched: 300 so far', 'part of Assay', 'fetched 2026-11-22', 'replaced by my_sums']);
  });

  it('has no escape codes without colour', () => {
    expect(benchmarkTable([preset('a', { state: 'absent' })], PLAIN)).not.toContain('\u001B');
  });
});
