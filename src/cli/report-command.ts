import { type Command, Option } from 'commander';
import type { ReportOptions } from './report.ts';

const MORE_HELP = `
The job may be of Assay or of promptuna-server, ended or running; no server is needed.

Exit codes: 0 printed, 1 no such job or nothing that can be read, 2 wrong flags.`;

/** `assay report`. */
export function addReportCommand(program: Command): void {
  program
    .command('report')
    .description('print the report of a job: quality, trajectory, failures, telemetry, weakest examples')
    .argument('<job-id>', 'the job')
    .option('--projects-root <dir>', 'folder of the projects, whose jobs/ has the job (default: as for assay serve)')
    .addOption(new Option('--format <name>', 'what to print').choices(['markdown', 'html', 'json']).default('markdown'))
    .option('--output <file>', 'where to; standard output without it')
    .addHelpText('after', MORE_HELP)
    .allowExcessArguments(false)
    .action(async (jobId: string, options: ReportOptions) => {
      const { report } = await import('./report.ts');
      process.exitCode = await report(jobId, options);
    });
}
