import { writeFile } from 'node:fs/promises';
import type { Config } from '../config/config.ts';
import { JobNotFoundError } from '../domain/errors.ts';
import { reportJob } from '../jobs/report-job.ts';
import type { JobReport } from '../reports/job-report.ts';
import { jobHtml, jobMarkdown } from '../reports/job-report-blocks.ts';
import { Storage } from '../storage/open-storage.ts';
import { localConfigOrExit } from './config-or-exit.ts';
import { jsonText } from '../evaluation/json-text.ts';

export interface ReportOptions {
  readonly projectsRoot?: string;
  readonly format: 'markdown' | 'html' | 'json';
  readonly output?: string;
}

const FORMS: Readonly<Record<ReportOptions['format'], (report: JobReport) => string>> = {
  markdown: jobMarkdown,
  html: jobHtml,
  json: (report) => `${jsonText(report, 2)}\n`,
};

/** Prints the report of a job in the archive and returns the exit code. */
export async function report(jobId: string, { projectsRoot, format, output }: ReportOptions): Promise<number> {
  const config = localConfigOrExit({ projectsRoot });
  try {
    const text = FORMS[format](await archivedReport(config, jobId));
    await (output === undefined ? printed(text) : writeFile(output, text));
    return 0;
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    return 1;
  }
}

async function archivedReport({ projectsRoot, storageDir }: Config, name: string): Promise<JobReport> {
  const storage = await Storage.open({
    projectsRoot,
    storageDir,
    hasThreads: false,
    onFault: (message) => console.error(message),
  });
  try {
    return await reportJob(storage, await storage.names.jobId(name));
  } catch (error) {
    if (!(error instanceof JobNotFoundError)) throw error;
    const hint = error.advice === null ? '' : ` ${error.advice.hint}`;
    throw new Error(
      `There is no job ${name} in ${projectsRoot}/jobs.${hint} If it is in another projects root, name that with --projects-root.`,
      { cause: error },
    );
  } finally {
    await storage.close();
  }
}

/** A reader that closes the pipe early is not an error. */
async function printed(text: string): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<undefined>();
  process.stdout.on('error', (error: NodeJS.ErrnoException) => (error.code === 'EPIPE' ? resolve(undefined) : reject(error)));
  process.stdout.write(text, () => resolve(undefined));
  await promise;
}
