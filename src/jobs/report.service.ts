import { Inject, Injectable } from '@nestjs/common';
import { JOB_STORE, type JobStore } from '../domain/job-store.ts';
import { RUN_STORE, type RunStore } from '../domain/run-store.ts';
import type { ReportForm } from '../http/report-form.ts';
import { jobHtml, jobMarkdown } from '../reports/job-report-blocks.ts';
import { reportJob } from './report-job.ts';

@Injectable()
export class ReportService {
  constructor(
    @Inject(JOB_STORE) private readonly jobs: JobStore,
    @Inject(RUN_STORE) private readonly runs: RunStore,
  ) {}

  /** Throws `job_not_found`. */
  async report(jobId: string, form: ReportForm): Promise<string> {
    const report = await reportJob(this.jobs, this.runs, jobId);
    return form === 'html' ? jobHtml(report) : jobMarkdown(report);
  }
}
