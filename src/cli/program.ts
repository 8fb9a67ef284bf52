import { Command } from 'commander';
import { assayVersion } from '../config/version.ts';
import { addBenchmarkCommand } from './benchmark-command.ts';
import { addCompareCommand } from './compare-command.ts';
import { addJobCommands } from './job-commands.ts';
import { addCompletionCommands } from './completion-commands.ts';
import { addInitCommand } from './init-command.ts';
import { addDemoCommand } from './demo-command.ts';
import { addOpenApiCommand } from './open-api-command.ts';
import { addReportCommand } from './report-command.ts';
import { addServeCommand } from './serve-command.ts';

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

/** The `assay` command. What it is asked wrongly ends it with 2. */
export function assayProgram(): Command {
  const program = new Command('assay')
    .description('Run, evaluate and optimize language-model programs, and compare runs.')
    .version(assayVersion, '-V, --version', 'print the version and exit')
    .addHelpText('after', EXAMPLES)
    .showHelpAfterError('(assay --help shows what there is)')
    // What stands behind a command belongs to it.
    .enablePositionalOptions()
    .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : 2));
  addServeCommand(program);
  addInitCommand(program);
  addJobCommands(program);
  addDemoCommand(program);
  addBenchmarkCommand(program);
  addReportCommand(program);
  addCompareCommand(program);
  addOpenApiCommand(program);
  addCompletionCommands(program);
  return program;
}
