import type { Command } from 'commander';
import { text } from '../option-values.ts';
import type { MigrateOptions } from './migrate-action.ts';

const MORE_HELP = `
One of the two is a projects root with its jobs/ (and, by --storage, the folder of imports), the other a PostgreSQL database.
Jobs that have ended, imports, labels, and live comparisons that have ended are copied, nothing is deleted, and at the end both
are compared by counts and by hash. What is there already is left as it is: run it again after an interruption, or to bring
what has come since. Stop the servers over the folders first.

Examples:
  assay migrate-storage --from ./projects --to postgres://assay:secret@db.example/assay
  assay migrate-storage --from postgres://assay:secret@db.example/assay --to ./projects --storage ./storage

Exit codes: 0 both have the same, 1 something was left or differs, 2 wrong options.`;

/** `assay migrate-storage`. */
export function addMigrateCommand(program: Command): void {
  program
    .command('migrate-storage')
    .description('copy all that was run from folders into a PostgreSQL database, or back')
    .requiredOption('--from <place>', 'a projects root, or the address of a database', text)
    .requiredOption('--to <place>', 'the other of the two', text)
    .option('--storage <dir>', 'folder of imported runs beside the projects root (default: as for assay serve)', text)
    .addHelpText('after', MORE_HELP)
    .allowExcessArguments(false)
    .action(async (options: MigrateOptions) => {
      const { migrate } = await import('./migrate-action.ts');
      process.exitCode = await migrate(options);
    });
}
