import { runTitles } from '../domain/run-name.ts';
import type {
  ComparisonReport,
  ReportedComparison,
  ReportedMetric,
  ReportedMethod,
  ReportedPair,
  ReportedSlice,
} from './comparison-report.ts';

/** What stands for the winner of a pair that has none: a run of that name has its id beside it. */
const NO_WINNER = { runId: '', name: 'tie' };

/** What the runs of a comparison are called side by side, by their ids. */
export function titlesOf({ runs }: Pick<ReportedComparison, 'runs'>): ReadonlyMap<string, string> {
  return runTitles([NO_WINNER, ...runs.map(({ run_id: runId, name }) => ({ runId, name }))]);
}

/** The comparison with what its runs are called in place of their ids: for sentences, tables and charts. Other titles are given by id. */
export function titledComparison<Body extends ReportedComparison>(
  body: Body,
  titles: ReadonlyMap<string, string> = titlesOf(body),
): Body {
  const titled = (runId: string): string => titles.get(runId) ?? runId;
  const titledPair = (pair: ReportedPair): ReportedPair => ({
    ...pair,
    run_a: titled(pair.run_a),
    run_b: titled(pair.run_b),
    winner: titled(pair.winner),
  });
  const parts: ReportedComparison = {
    ...body,
    run_ids: body.run_ids.map(titled),
    metric_summaries: body.metric_summaries.map((summary) => titledMetric(summary, titled)),
    pairwise_results: body.pairwise_results.map(titledPair),
    slices: body.slices.map((slice): ReportedSlice => ({ ...slice, pairwise_results: slice.pairwise_results.map(titledPair) })),
    metadata: titledMethod(body.metadata, titled),
  };
  // Only texts have changed: whatever else the body has, it still has.
  return parts as Body;
}

/** The same of all that a page shows. */
export function titledReport(report: ComparisonReport): ComparisonReport {
  const titles = titlesOf(report.body);
  const titled = (runId: string): string => titles.get(runId) ?? runId;
  return {
    ...report,
    body: titledComparison(report.body),
    distributions: report.distributions.map((found) => ({
      ...found,
      runs: found.runs.map((run) => ({ ...run, runId: titled(run.runId) })),
    })),
    samples: new Map([...report.samples].map(([runId, samples]) => [titled(runId), samples])),
  };
}

function titledMetric(summary: ReportedMetric, titled: (runId: string) => string): ReportedMetric {
  const { means, best_run: best, may_be_best: candidates, beaten_by: beatenBy } = summary;
  return {
    ...summary,
    means: means.map((mean) => ({ ...mean, run_id: titled(mean.run_id) })),
    best_run: best && titled(best),
    may_be_best: candidates && candidates.map(titled),
    beaten_by:
      beatenBy && Object.fromEntries(Object.entries(beatenBy).map(([runId, by]) => [titled(runId), by.map(titled)] as const)),
  };
}

function titledMethod(method: ReportedMethod, titled: (runId: string) => string): ReportedMethod {
  return { ...method, runs_in_progress: method.runs_in_progress.map(titled) };
}
