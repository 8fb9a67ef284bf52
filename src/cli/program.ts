import { Command } from 'commander';
import { assayVersion } from '../config/version.ts';
import { addDemoCommand } from './demo-command.ts';
import { addOpenApiCommand } from './open-api-command.ts';
import { addServeCommand } from './serve-command.ts';

/** The `assay` command. What it is asked wrongly ends it with 2. */
export function assayProgram(): Command {
  const program = new Command('assay')
    .description('Run, evaluate and optimize language-model programs, and compare runs.')
    .version(assayVersion, '-V, --version', 'print the version and exit')
    .showHelpAfterError('(assay --help shows what there is)')
    .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : 2));
  addServeCommand(program);
  addDemoCommand(program);
  addOpenApiCommand(program);
  return program;
}
