import type { ReportedJudge, ReportedMetric } from './comparison-report.ts';
import { intervalText, numberText } from './figures.ts';
import { heading, numericColumn, paragraph, type ReportBlock } from './report-block.ts';

/** What the columns of `judgeRows` are called. */
export const JUDGE_TITLES = ['run', 'mean', 'mean by people', 'interval', 'labels', 'labels alone ±', 'judge relied on', 'κ'];

/** A row for each run whose mean was corrected by human labels. */
export function judgeRows({ means }: ReportedMetric): readonly (readonly string[])[] {
  return means.flatMap(({ run_id: runId, mean, judge }) =>
    judge === null ? [] : [[runId, numberText(mean), ...judgeFigures(judge)]],
  );
}

/** The mean by people with its interval, the labels, their own standard error, λ and κ. */
export function judgeFigures(judge: ReportedJudge): readonly string[] {
  return [
    numberText(judge.mean),
    intervalText(judge.interval),
    String(judge.human_labels),
    numberText(judge.classical_standard_error),
    numberText(judge.power_tuning),
    numberText(judge.kappa),
  ];
}

/** The means by human labels of every run in one metric; nothing where they were not asked for. */
export function judgeBlocks(summary: ReportedMetric): readonly ReportBlock[] {
  const rows = judgeRows(summary);
  if (rows.length === 0) return [];
  const [run = '', ...figures] = JUDGE_TITLES;
  const note =
    'The mean that people would give, out of the scores of all samples and human labels of a random part of them. “Labels alone” is the standard ' +
    'error without the scores; κ is how far both agree beyond chance.';
  return [
    heading(3, `“${summary.metric}” by human labels`),
    paragraph({ note }),
    { kind: 'table', columns: [{ title: run, isHeader: true }, ...figures.map(numericColumn)], rows },
  ];
}
