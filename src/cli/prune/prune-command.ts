import { type Command, InvalidArgumentError, Option } from 'commander';
import { text } from '../option-values.ts';
import type { PruneOptions } from './prune-action.ts';

const MORE_HELP = `
Without --yes nothing is deleted, only shown. Jobs that run or wait are never deleted, and what has labels by people only with
--include-labelled: they are nowhere else. The limits are those of ASSAY_RETENTION_DAYS and ASSAY_RETENTION_GB unless they are given.
A server on the same folders may run meanwhile.

Example:
  assay prune --older-than 90d                     show what ended more than 90 days ago
  assay prune --older-than 90d --yes               delete it
  assay prune --larger-than 10GB --format json     the oldest, until the rest has at most 10 GB

Exit codes: 0 done, 1 something could not be deleted, 2 wrong options.`;

const DAYS: Readonly<Record<string, number>> = { h: 1 / 24, d: 1, w: 7 };
const BYTES: Readonly<Record<string, number>> = { KB: 1e3, MB: 1e6, GB: 1e9, TB: 1e12 };

/** `assay prune`. */
export function addPruneCommand(program: Command): void {
  program
    .command('prune')
    .description('show, or delete, old jobs that have ended and old imports')
    .option('--older-than <time>', 'what ended longer ago, such as 12h, 30d or 8w', daysOf)
    .option('--larger-than <size>', 'the oldest, until all that is left is no larger, such as 500MB or 10GB', bytesOf)
    .option('--include-labelled', 'also what has labels by people')
    .addOption(new Option('--dry-run', 'delete nothing, which is so without --yes too').conflicts('yes'))
    .option('--yes', 'delete it')
    .addOption(new Option('--format <name>', 'format of the list').choices(['table', 'json']).default('table'))
    .option('--projects-root <dir>', 'folder of the projects (default: as for assay serve)', text)
    .option('--storage <dir>', 'folder of imported runs (default: as for assay serve)', text)
    .addHelpText('after', MORE_HELP)
    .allowExcessArguments(false)
    .action(async (options: PruneOptions) => {
      const { prune } = await import('./prune-action.ts');
      process.exitCode = await prune(options);
    });
}

/** A length of time, in days. */
export function daysOf(given: string): number {
  return quantity(given, DAYS, 'It must be a number of hours, days or weeks, such as 12h, 30d or 8w.');
}

/** A size, in bytes. */
export function bytesOf(given: string): number {
  return quantity(given.toUpperCase(), BYTES, 'It must be a size with its unit, such as 500MB or 10GB.');
}

function quantity(given: string, units: Readonly<Record<string, number>>, fault: string): number {
  const [, digits = '', unit = ''] = /^(\d{1,9}(?:\.\d{1,6})?)\s*([a-z]+)$/i.exec(given.trim()) ?? [];
  const value = Number(digits) * (Object.hasOwn(units, unit) ? (units[unit] ?? NaN) : NaN);
  if (!(value > 0)) throw new InvalidArgumentError(fault);
  return value;
}
