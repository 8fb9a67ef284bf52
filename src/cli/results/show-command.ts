import { type Command, Option } from 'commander';
import { integerFrom, text } from '../option-values.ts';
import { addPlace } from '../place.ts';
import { trialAddress } from './trial-address.ts';
import type { ShowOptions } from './show-action.ts';

const MORE_HELP = `
The result comes first, then what failed, the weakest rows and the settings; of an optimize job all steps, and the rows of the best.
<job.step> is one step of an optimize job. assay report prints all there is of a job.

Examples:
  assay show 7c9e6679-7425-40de-944b-e07fc1f90ae7
  assay show 7c9e6679-7425-40de-944b-e07fc1f90ae7 --rows --sort metric.label_correctness
  assay show 7c9e6679-7425-40de-944b-e07fc1f90ae7 --row 12

Exit codes: 0 shown, 1 no such job or run, or unusable server, 2 wrong options.`;

/** `assay show`. */
export function addShowCommand(program: Command): void {
  const command = program
    .command('show')
    .description('show a job or run: its result, what failed, its weakest rows, its settings; or its rows, or one of them')
    .argument('<id>', 'a job, a step of one, or an imported run', text)
    .addOption(new Option('--row <trial>', 'one trial: its row, row.repeat, or its trial id').argParser(trialAddress))
    .option('--rows', 'its trials, a row each')
    .addOption(new Option('--status <status>', 'with --rows: only these').choices(['success', 'failed']))
    .option('-q, --query <words>', 'with --rows: only those with these words in inputs, reference, output or error', text)
    .option('--sort <field>', 'with --rows: their order, such as metric.accuracy, or -latency for the slowest first', text)
    .option('--limit <n>', 'with --rows: the most to show (default all)', integerFrom(1))
    .addOption(new Option('--format <name>', 'format of what is shown').choices(['text', 'json']).default('text'));
  addPlace(command)
    .addHelpText('after', MORE_HELP)
    .action(async (id: string, options: ShowOptions) => {
      checkRowOptions(command, options);
      const { showAction } = await import('./show-action.ts');
      await showAction(id, options);
    });
}

function checkRowOptions(command: Command, { row, rows, status, query, sort, limit }: ShowOptions): void {
  if (rows === true && row !== undefined) command.error('error: --rows shows them all, --row one of them: name one of the two');
  const ofRows = { '--status': status, '--query': query, '--sort': sort, '--limit': limit };
  const given = Object.entries(ofRows).find(([, value]) => value !== undefined);
  if (given !== undefined && rows !== true) command.error(`error: ${given[0]} is about rows: it needs --rows`);
}
