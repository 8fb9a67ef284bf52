import { type Command, Option } from 'commander';
import { EXPORT_FORMATS, EXPORT_PARTS } from '../../interop/run-export.ts';
import { text } from '../option-values.ts';
import { addPlace } from '../place.ts';
import type { ArchiveOptions, ExportOptions } from './export-action.ts';

const MORE_HELP = `
eee is Every Eval Ever 0.3: an evaluation, and its samples beside it (with --output both are written); csv has a row a sample; jsonl a line a
sample, which assay import takes again; inspect is a .json log of Inspect. docs/exporting.md says what becomes what.

Examples:
  assay export latest --format csv --output results.csv
  assay export 7c9e6679 --format eee --output evaluation.json
  assay export nightly --format jsonl --server http://127.0.0.1:8080 | gzip > nightly.jsonl.gz

Exit codes: 0 written, 1 no such run, unusable server or output, 2 wrong options.`;

/** `assay export`. */
export function addExportCommand(program: Command): void {
  const command = program
    .command('export')
    .description('write a run as a file that others read: Every Eval Ever, CSV, JSON lines, a log of Inspect')
    .argument('<run>', 'a job, a step of one, or an imported run', text)
    .addOption(new Option('--format <name>', 'format of the file').choices(EXPORT_FORMATS).makeOptionMandatory())
    .addOption(new Option('--part <name>', 'with --format eee: only this file of the two').choices(EXPORT_PARTS))
    .option('-o, --output <file>', 'where to write it, a file or a folder (default: standard output)', text);
  addPlace(command)
    .addHelpText('after', MORE_HELP)
    .action(async (run: string, options: ExportOptions) => {
      if (options.part !== undefined && options.format !== 'eee') command.error('error: --part is of --format eee alone');
      const { exportAction } = await import('./export-action.ts');
      await exportAction(run, options);
    });
}

const ARCHIVE_HELP = `
All files of a job that has ended, byte by byte: manifest, events, summary, labels. assay import reads it elsewhere.

Exit codes: 0 written, 1 no such job, one that has not ended, unusable server or output, 2 wrong options.`;

/** `assay archive`. */
export function addArchiveCommand(program: Command): void {
  const command = program
    .command('archive')
    .description('write a job with all its files as tar.gz')
    .argument('<job-id>', 'the job', text)
    .option('-o, --output <file>', 'where to write it, a file or a folder (default: standard output)', text);
  addPlace(command)
    .addHelpText('after', ARCHIVE_HELP)
    .action(async (jobId: string, options: ArchiveOptions) => {
      const { archiveAction } = await import('./export-action.ts');
      await archiveAction(jobId, options);
    });
}
