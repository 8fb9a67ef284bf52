import { describe, expect, it } from '@jest/globals';
import { textWidth } from './fitted-text.ts';
import { type Column, tableText } from './table.ts';

const COLUMNS: readonly Column[] = [
  { head: 'name', least: 8 },
  { head: 'mean by people', align: 'right' },
  { head: 'verdict' },
];
const ROWS = [
  ['label_correctness', '0.5', { text: 'better', style: 'green' as const }],
  ['日本語の名前', '0.25', 'inconclusive'],
];

function linesAt(columns: number, inColour = false): string[] {
  return tableText(COLUMNS, ROWS, { columns, inColour }).split('\n');
}

describe('tableText', () => {
  it('puts values below their headings, also where characters are wide', () => {
    expect(linesAt(80)).toEqual([
      'name               mean by people  verdict',
      'label_correctness             0.5  better',
      '日本語の名前                 0.25  inconclusive',
    ]);
  });

  it('wraps headings where it is narrow, and then shortens names in the middle', () => {
    expect(linesAt(40)).toEqual([
      '                   mean by',
      'name                people  verdict',
      'label_correctness      0.5  better',
      '日本語の名前          0.25  inconclusive',
    ]);
    expect(linesAt(32)).toContain('label…ness     0.5  better');
  });

  it('shortens names of metrics no further than to where they differ, and breaks their headings', () => {
    const rows = [
      ['label_correctness', '1'],
      ['label_closeness', '2'],
    ];
    const names = [
      { head: 'metric', least: 10, isDistinct: true as const },
      { head: 'score', align: 'right' as const },
    ];
    expect(tableText(names, rows, { columns: 18, inColour: false }).split('\n')).toEqual([
      'metric       score',
      'label…tness      1',
      'label…eness      2',
    ]);
    const heads = [{ head: 'label_correctness' }, { head: 'label_closeness' }];
    expect(tableText(heads, [['0.5', '0.7']], { columns: 24, inColour: false }).split('\n')).toEqual([
      'label_       label_',
      'correctness  closeness',
      '0.5          0.7',
    ]);
  });

  it('fits any terminal', () => {
    for (const columns of [20, 24, 32, 40, 60])
      expect(Math.max(...linesAt(columns).map(textWidth))).toBeLessThanOrEqual(columns);
  });

  it('shows rows one below the other where there is no room for columns', () => {
    expect(linesAt(24).slice(0, 4)).toEqual(['name          label…ness', 'mean b…eople  0.5', 'verdict       better', '']);
  });

  it('has colours only where it may, and no character that a terminal obeys', () => {
    expect(linesAt(80, true)[1]).toContain('\u001B[32mbetter\u001B[39m');
    expect(tableText([{ head: 'a' }], [['\u001B[2J\nx']], { columns: 80, inColour: false })).toBe('a\n\\u{1b}[2J\\u{a}x');
  });
});
