import { Inject, Injectable } from '@nestjs/common';
import { JOB_STORE, type JobStore } from '../domain/job-store.ts';
import type { ReportForm } from '../http/report-form.ts';
import { jobHtml, jobMarkdown } from '../reports/job-report-blocks.ts';
import { reportJob } from './report-job.ts';

@Injectable()
export class ReportService {
  constructor(@Inject(JOB_STORE) private readonly store: JobStore) {}

  /** Throws `job_not_found`. */
  async report(jobId: string, form: ReportForm): Promise<string> {
    const report = await reportJob(this.store, jobId);
    return form === 'html' ? jobHtml(report) : jobMarkdown(report);
  }
}
