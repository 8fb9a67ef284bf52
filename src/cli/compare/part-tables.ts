import Table from 'cli-table3';
import type { ComparisonDto } from '../../compare/comparison.dto.ts';
import { areCorrected, intervalTitles, pairFigures, pTitle } from '../../reports/pair-figures.ts';
import { JUDGE_TITLES, judgeRows } from '../../reports/judge-blocks.ts';
import { PASS_K_TITLES, passKRows } from '../../reports/pass-k-blocks.ts';
import { taskFigures } from '../../reports/part-blocks.ts';
import { visibleLine } from '../../evaluation/visible-text.ts';
import { verdictWords } from './verdict-words.ts';

/** What k tries reach, the means by human labels, the tasks that a comparison averages over, and its slices: a table of each, where there are any. */
export function partTables(body: ComparisonDto, inColour: boolean): string[] {
  const [candidate = '', baseline = ''] = body.run_ids;
  const tasks = body.pairwise_results.flatMap(({ metric, macro }) =>
    (macro?.tasks ?? []).map((task) => [task.name, metric, ...taskFigures(task)]),
  );
  const pairs = body.slices.flatMap(({ pairwise_results: ofSlice }) => ofSlice);
  const isCorrected = areCorrected(pairs);
  const slices = body.slices.flatMap(({ level, pairwise_results: ofSlice }) =>
    ofSlice.map((pair) => [level, pair.metric, ...pairFigures(pair, isCorrected), verdictWords(pair)]),
  );
  const means = [candidate, baseline, 'difference'];
  const figures = [...means, ...intervalTitles(pairs), pTitle(pairs, body.metadata.correction), 'n'];
  const tries = body.metric_summaries.flatMap((summary) => passKRows(summary).map((row) => [summary.metric, ...row]));
  const judged = body.metric_summaries.flatMap((summary) => judgeRows(summary).map((row) => [summary.metric, ...row]));
  return [
    ...tableOf(['metric', ...PASS_K_TITLES], tries, inColour),
    ...tableOf(['metric', ...JUDGE_TITLES], judged, inColour),
    ...tableOf(['task', 'metric', ...means, 'interval', 'n'], tasks, inColour),
    ...tableOf([String(body.metadata.slice_by), 'metric', ...figures, 'verdict'], slices, inColour),
  ];
}

function tableOf(head: readonly string[], rows: readonly (readonly string[])[], inColour: boolean): string[] {
  if (rows.length === 0) return [];
  const table = new Table({
    head: head.map(visibleLine),
    style: inColour ? { head: ['bold'], border: ['dim'] } : { head: [], border: [] },
  });
  table.push(...rows.map((row) => row.map(visibleLine)));
  return [table.toString()];
}
