import type { SamplesByRun } from '../reports/comparison-report.ts';
import type { ComparisonFindings } from './comparison-task.ts';

/** A comparison with what a report shows beside it. */
export interface ComparisonReportData extends ComparisonFindings {
  readonly samples: SamplesByRun;
}
