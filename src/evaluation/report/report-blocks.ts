import { factsBlocks } from './facts-blocks.ts';
import type { JobReport } from './job-report.ts';
import { qualityBlocks } from './quality-blocks.ts';
import { reliabilityBlocks } from './reliability-blocks.ts';
import type { ReportBlock } from './report-block.ts';
import { telemetryBlocks } from './telemetry-blocks.ts';
import { trajectoryBlocks } from './trajectory-blocks.ts';
import { weakestBlocks } from './weakest-blocks.ts';

/** The report as a page: the one place that decides what stands in it, for Markdown and HTML alike. */
export function reportBlocks(report: JobReport): readonly ReportBlock[] {
  const { job, trajectory } = report;
  return [
    ...factsBlocks(report),
    ...qualityBlocks(report),
    ...(trajectory === null ? [] : trajectoryBlocks(trajectory)),
    ...reliabilityBlocks(report.reliability),
    ...telemetryBlocks(report.telemetry),
    ...weakestBlocks(job, report.weakest),
  ];
}
