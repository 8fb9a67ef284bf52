import { Inject, Injectable } from '@nestjs/common';
import { JOB_STORE, type JobStore } from '../domain/job-store.ts';
import { LABEL_STORE, type LabelStore } from '../domain/label-store.ts';
import { RUN_STORE, type RunStore } from '../domain/run-store.ts';
import type { ReportForm } from '../http/report-form.ts';
import { jobHtml, jobMarkdown } from '../reports/job-report-blocks.ts';
import type { ServerRoot } from '../reports/report-links.ts';
import { reportJob } from './report-job.ts';

@Injectable()
export class ReportService {
  constructor(
    @Inject(JOB_STORE) private readonly jobs: JobStore,
    @Inject(RUN_STORE) private readonly runs: RunStore,
    @Inject(LABEL_STORE) private readonly labels: LabelStore,
  ) {}

  /** As a page it has links, unless `root` is `null`. Throws `job_not_found`. */
  async report(jobId: string, form: ReportForm, root: ServerRoot): Promise<string> {
    const report = await reportJob({ jobs: this.jobs, runs: this.runs, labels: this.labels }, jobId);
    return form === 'html' ? jobHtml(report, root) : jobMarkdown(report);
  }
}
