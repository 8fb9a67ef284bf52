import type { ReportedComparison, ReportedPair, ReportedTask } from './comparison-report.ts';
import { intervalText, numberText, signedText } from './figures.ts';
import { areCorrected, intervalTitles, pairFigures, pTitle, verdictText } from './pair-figures.ts';
import { type Cell, type Column, heading, numericColumn, paragraph, type ReportBlock } from './report-block.ts';

/** What the pairs of one metric average over, a row a task; nothing without tasks. */
export function taskBlocks(pairs: readonly ReportedPair[], mostRows: number): readonly ReportBlock[] {
  const rows = pairs.flatMap((pair) => (pair.macro?.tasks ?? []).map((task) => taskRow(pair, task)));
  if (rows.length === 0) return [];
  return [
    heading(3, `“${pairs[0]?.metric}” task by task`),
    paragraph({ note: 'Every task counts the same in the mean; the verdict is on that mean only.' }),
    ...tableBlocks(TASK_COLUMNS, rows, mostRows),
  ];
}

/** The pairs of one metric in each slice; nothing without slices. */
export function sliceBlocks(
  { slices, metadata }: ReportedComparison,
  metric: string,
  mostRows: number,
): readonly ReportBlock[] {
  if (metadata.slice_by === null || slices.length === 0) return [];
  const found = slices.flatMap(({ level, warnings, pairwise_results: pairs }) =>
    pairs.filter((pair) => pair.metric === metric).map((pair) => ({ level, warnings, pair })),
  );
  const pairs = found.map(({ pair }) => pair);
  const titles = ['first', 'second', 'difference', ...intervalTitles(pairs), pTitle(pairs, metadata.correction), 'n'];
  const columns = [
    { title: 'level', isHeader: true },
    { title: 'pair' },
    ...titles.map(numericColumn),
    { title: 'verdict' },
    { title: 'notes' },
  ];
  const isCorrected = areCorrected(pairs);
  const rows = found.map(({ level, warnings, pair }): readonly Cell[] => [
    level,
    pairText(pair),
    ...pairFigures(pair, isCorrected),
    verdictText(pair),
    { note: warnings.map(({ message }) => message).join(' ') },
  ]);
  return [
    heading(3, `“${metric}” by ${metadata.slice_by}`),
    paragraph({ note: 'The p-values of all levels and of the whole are corrected together.' }),
    ...tableBlocks(columns, rows, mostRows),
  ];
}

const TASK_COLUMNS: readonly Column[] = [
  { title: 'task', isHeader: true },
  { title: 'pair' },
  ...['first', 'second', 'difference', 'interval', 'n'].map(numericColumn),
];

function taskRow(pair: ReportedPair, task: ReportedTask): readonly Cell[] {
  return [task.name, pairText(pair), ...taskFigures(task)];
}

/** Both means on a task, the difference with its interval, and n. */
export function taskFigures(task: ReportedTask): readonly string[] {
  return [
    numberText(task.run_a_mean),
    numberText(task.run_b_mean),
    signedText(task.delta),
    intervalText(task.interval),
    String(task.n),
  ];
}

function pairText({ run_a: a, run_b: b }: ReportedPair): string {
  return `${a} − ${b}`;
}

function tableBlocks(columns: readonly Column[], rows: readonly (readonly Cell[])[], mostRows: number): readonly ReportBlock[] {
  const rest = rows.length - mostRows;
  return [
    { kind: 'table', columns, rows: rows.slice(0, mostRows) },
    ...(rest > 0 ? [paragraph({ note: `${rest} more rows are not listed.` })] : []),
  ];
}
