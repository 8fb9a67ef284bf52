import { type Command, Option } from 'commander';
import { JOB_STATUSES } from '../../domain/job.ts';
import { RESULT_KINDS, type ResultKind } from '../../domain/result.ts';
import { integerFrom, text } from '../option-values.ts';
import { addPlace } from '../place.ts';
import type { ListOptions } from './list-action.ts';

const DEFAULT_LIMIT = 20;
const JOB_RESULT_KINDS: readonly ResultKind[] = ['run', 'evaluate', 'optimize', 'score'];
const RUN_KINDS = RESULT_KINDS.filter((kind) => kind !== 'optimize');

const EXIT_CODES = '\nExit codes: 0 listed, 1 unusable server, 2 wrong options.';

const JOBS_HELP = `
Examples:
  assay jobs --status running --server http://127.0.0.1:8080
  assay jobs --project classify_sentiment -q english --format json
${EXIT_CODES}`;

const RUNS_HELP = `
Jobs, every step of optimize jobs, imports, and what Themis wrote: whatever assay compare takes.

Examples:
  assay runs --kind step --limit 5
  assay runs -q "english gpt-5"
${EXIT_CODES}`;

/** `assay jobs` and `assay runs`. */
export function addListCommands(program: Command): void {
  const jobs = program.command('jobs').description('list jobs, newest first: how far they are, and what came out');
  addList(jobs, JOB_RESULT_KINDS, JOBS_HELP).action(async (options: ListOptions) => {
    const { listAction } = await import('./list-action.ts');
    await listAction('jobs', options);
  });
  const runs = program.command('runs').description('list runs that can be compared, newest first');
  addList(runs, RUN_KINDS, RUNS_HELP).action(async (options: ListOptions) => {
    const { listAction } = await import('./list-action.ts');
    await listAction('runs', options);
  });
}

function addList(command: Command, kinds: readonly ResultKind[], help: string): Command {
  command
    .addOption(new Option('--status <status>', 'only those in this state').choices(JOB_STATUSES))
    .addOption(new Option('--kind <kind>', 'only those of this kind').choices(kinds))
    .option('--project <name>', 'only those of this project', text)
    .option('-q, --query <words>', 'only those with these words in name, id, project, program, prompt, dataset or model', text)
    .option('--limit <n>', 'the most to list', integerFrom(1), DEFAULT_LIMIT)
    .addOption(new Option('--format <name>', 'format of the list').choices(['text', 'json']).default('text'));
  return addPlace(command).addHelpText('after', help);
}
