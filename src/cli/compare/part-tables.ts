import type { ComparisonDto } from '../../compare/comparison.dto.ts';
import { areCorrected, intervalTitles, pairFigures, pTitle } from '../../reports/pair-figures.ts';
import { JUDGE_TITLES, judgeRows } from '../../reports/judge-blocks.ts';
import { PASS_K_TITLES, passKRows } from '../../reports/pass-k-blocks.ts';
import { taskFigures } from '../../reports/part-blocks.ts';
import { type Cell, type Column, tableText } from '../table.ts';
import type { Look } from '../terminal.ts';
import { verdictCell } from './verdict-words.ts';

/** What k tries reach, the means by human labels, the tasks that a comparison averages over, and its slices: a table of each, where there are any. */
export function partTables(body: ComparisonDto, look: Look): string[] {
  const [candidate = '', baseline = ''] = body.run_ids;
  const tasks = body.pairwise_results.flatMap(({ metric, macro }) =>
    (macro?.tasks ?? []).map((task) => [task.name, metric, ...taskFigures(task)]),
  );
  const pairs = body.slices.flatMap(({ pairwise_results: ofSlice }) => ofSlice);
  const isCorrected = areCorrected(pairs);
  const slices = body.slices.flatMap(({ level, pairwise_results: ofSlice }) =>
    ofSlice.map((pair) => [level, pair.metric, ...pairFigures(pair, isCorrected), verdictCell(pair)]),
  );
  const means = [candidate, baseline, 'difference'];
  const figures = [...means, ...intervalTitles(pairs), pTitle(pairs, body.metadata.correction), 'n'];
  const tries = body.metric_summaries.flatMap((summary) => passKRows(summary).map((row) => [summary.metric, ...row]));
  const judged = body.metric_summaries.flatMap((summary) => judgeRows(summary).map((row) => [summary.metric, ...row]));
  return [
    ...tableOf(['metric', ...PASS_K_TITLES], tries, look),
    ...tableOf(['metric', ...JUDGE_TITLES], judged, look),
    ...tableOf(['task', 'metric', ...means, 'interval', 'n'], tasks, look),
    ...tableOf([String(body.metadata.slice_by), 'metric', ...figures, 'verdict'], slices, look),
  ];
}

/** The first two columns name something, and may be shortened; the rest are figures, and perhaps a verdict. */
function tableOf(head: readonly string[], rows: readonly (readonly Cell[])[], look: Look): string[] {
  if (rows.length === 0) return [];
  const columns = head.map((name, at): Column => {
    if (at < 2) return { head: name, least: 8, isDistinct: true };
    return name === 'verdict' ? { head: name } : { head: name, align: 'right' };
  });
  return [tableText(columns, rows, look)];
}
