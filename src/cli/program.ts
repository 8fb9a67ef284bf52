import { writeFile } from 'node:fs/promises';
import { Command, Option } from 'commander';
import { assayVersion } from '../config/version.ts';
import { addAgreementCommand } from './agreement/agreement-command.ts';
import { addBenchmarkCommand } from './benchmark/benchmark-command.ts';
import { addCatalogCommand } from './catalog/catalog-command.ts';
import { addCompareCommand } from './compare/compare-command.ts';
import { addCompletionCommands } from './complete/completion-command.ts';
import type { DemoOptions } from './demo.ts';
import { addCancelCommand, addJobCommands, addResumeCommand, addScoreCommand, addWatchCommand } from './jobs/job-commands.ts';
import { addArchiveCommand, addExportCommand } from './export/export-command.ts';
import { addImportCommand } from './import/import-command.ts';
import { addKeysCommand } from './keys/keys-command.ts';
import { addLabelsCommand } from './labels/labels-command.ts';
import { addPromptCommand } from './prompt/prompt-command.ts';
import { addOpenCommand } from './open-command.ts';
import { addPruneCommand } from './prune/prune-command.ts';
import { addMigrateCommand } from './migrate/migrate-command.ts';
import type { ReportOptions } from './report.ts';
import { addListCommands } from './results/list-command.ts';
import { addShowCommand } from './results/show-command.ts';
import { addServeCommand } from './serve-command.ts';
import { jsonText } from '../evaluation/json-text.ts';

const EXAMPLES = `
Examples:
  assay demo                                  watch two prompts being compared, offline
  assay init my_projects                      make a project of your own that works at once
  assay serve --projects-root my_projects     serve it: http://127.0.0.1:8080/docs
  assay evaluate --projects-root my_projects --project mood --program v1 --prompt plain --examples messages \\
    --model local:lexicon --metric is_right --workers 4
  assay benchmark gsm8k --model openai:gpt-5-mini --workers 16
  source <(assay completion bash)             complete commands, options and names

assay <command> --help shows the options of a command.`;

const REPORT_HELP = `
The job may come from Assay or from promptuna-server, and may still be running; no server is needed.

Exit codes: 0 printed, 1 no such job or its archive can't be read, 2 wrong options.`;

/**
 * The `assay` command. Wrong options end the process with 2. What a command does is loaded only when it runs, so that help, wrong
 * options and completion are answered at once.
 */
export function assayProgram(): Command {
  const program = new Command('assay')
    .description('Run, evaluate and optimize language-model programs, and compare runs.')
    .version(assayVersion, '-V, --version', 'print the version and exit')
    .addHelpText('after', EXAMPLES)
    .showHelpAfterError('(assay --help lists the commands)')
    // Options after a command belong to that command.
    .enablePositionalOptions()
    .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : 2));
  addServeCommand(program);
  addInitCommand(program);
  addJobCommands(program);
  addDemoCommand(program);
  addBenchmarkCommand(program);
  addCatalogCommand(program);
  addListCommands(program);
  addWatchCommand(program);
  addShowCommand(program);
  addReportCommand(program);
  addOpenCommand(program);
  addCancelCommand(program);
  addResumeCommand(program);
  addScoreCommand(program);
  addPromptCommand(program);
  addCompareCommand(program);
  addImportCommand(program);
  addExportCommand(program);
  addArchiveCommand(program);
  addLabelsCommand(program);
  addAgreementCommand(program);
  addKeysCommand(program);
  addPruneCommand(program);
  addMigrateCommand(program);
  addOpenApiCommand(program);
  addCompletionCommands(program);
  return program;
}

/** `assay init`. */
function addInitCommand(program: Command): void {
  program
    .command('init')
    .description('make a folder with a project that works at once; existing files are kept')
    .argument('<dir>', 'the projects root; it is made if it does not exist')
    .option('--name <project>', 'name of the project', 'mood')
    .addHelpText('after', "\nExit codes: 0 made, 1 it could not be written, 2 the name can't be used or is taken.")
    .allowExcessArguments(false)
    .action(async (dir: string, { name }: { readonly name: string }) => {
      const { init } = await import('./init.ts');
      await init(dir, name);
    });
}

/** `assay demo`. */
function addDemoCommand(program: Command): void {
  program
    .command('demo')
    .description('start the server with the bundled samples and compare two prompts, without a key or a network')
    .option('--host <name>', 'address to listen on')
    .option('--port <number>', 'port to listen on, 0 for a free one')
    .option('--exit', 'stop once the results are shown, instead of leaving the server up')
    .allowExcessArguments(false)
    .action(async (options: DemoOptions) => {
      const { demo } = await import('./demo.ts');
      await demo(options);
    });
}

/** `assay report`. */
function addReportCommand(program: Command): void {
  program
    .command('report')
    .description('print the report of a job: result, quality, trajectory, failures, weakest examples, telemetry')
    .argument('<job-id>', 'the job')
    .option('--projects-root <dir>', 'folder of the projects, whose jobs/ holds the job (default: as for assay serve)')
    .addOption(new Option('--format <name>', 'format of the report').choices(['markdown', 'html', 'json']).default('markdown'))
    .option('--output <file>', 'where to write it (default: standard output)')
    .addHelpText('after', REPORT_HELP)
    .allowExcessArguments(false)
    .action(async (jobId: string, options: ReportOptions) => {
      const { report } = await import('./report.ts');
      process.exitCode = await report(jobId, options);
    });
}

/** `assay openapi`. */
function addOpenApiCommand(program: Command): void {
  program
    .command('openapi')
    .description('write the OpenAPI document of the server')
    .argument('[file]', 'where to write it (default: standard output)')
    .action(async (file: string | undefined) => {
      const { createApp, openApi } = await import('../app.ts');
      const app = await createApp({ logLevel: 'silent' });
      const text = `${jsonText(openApi(app), 2)}\n`;
      await (file === undefined ? process.stdout.write(text) : writeFile(file, text));
      await app.close();
    });
}
