import type { ComparisonFindings } from './comparison-task.ts';
import type { SamplesByRun } from './report/disagreement-list.ts';

/** A comparison with what a report shows beside it. */
export interface ComparisonReportData extends ComparisonFindings {
  readonly samples: SamplesByRun;
}
