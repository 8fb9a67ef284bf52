import { type Command, Option } from 'commander';
import { text } from '../option-values.ts';
import { addPlace } from '../place.ts';
import type { ImportOptions } from './import-action.ts';

const MORE_HELP = `
A file is an Inspect log (.eval, .json), results or samples of the LM Evaluation Harness, output of promptfoo, deepeval, HELM or OpenAI
Evals, Every Eval Ever, an archive of a job, or a run as POST /api/runs takes it. Which it is shows from what is in it. A folder stands for
the files in it; those that belong together, such as HELM's, are read together. Each arm becomes a run. All of a file is kept, or nothing of
it; the same file again changes nothing. docs/importing.md says what becomes what.

Examples:
  assay import logs/2026-01-21T03-44-18_gsm8k.eval
  assay import results_2026-01-21.json samples_gsm8k_2026-01-21.jsonl
  assay import --job 1f6a2c9e.tar.gz
  my-evaluation --json | assay import - --run-id nightly-417 --server http://127.0.0.1:8080

Exit codes: 0 all imported, 1 a file can't be read or an id is taken, or unusable server, 2 wrong options or content.`;

/** `assay import`. */
export function addImportCommand(program: Command): void {
  const command = program
    .command('import')
    .description('keep results from elsewhere as runs, to be compared with others')
    .argument('<file...>', 'results of any harness, or a folder of them; - is standard input')
    .option('--run-id <id>', 'the id of the run, instead of the one in the file', text)
    .option('--experiment-id <id>', 'the experiment that it belongs to, instead of the one in the file', text)
    .option('--label <text>', 'what the run is called, instead of the label in its metadata', text)
    .addOption(
      new Option('--job', 'take archives of jobs (assay archive) back as the jobs that they were').conflicts([
        'runId',
        'experimentId',
        'label',
      ]),
    )
    .addOption(new Option('--format <name>', 'format of the outcome').choices(['text', 'json']).default('text'));
  addPlace(command)
    .allowExcessArguments()
    .addHelpText('after', MORE_HELP)
    .action(async (files: readonly string[], options: ImportOptions) => {
      if (options.runId !== undefined && files.length > 1)
        command.error('error: --run-id names one run: import one file with it');
      if (options.label !== undefined && files.length > 1)
        command.error('error: --label is of one run: import one file with it');
      if (files.filter((file) => file === '-').length > 1) command.error('error: standard input can be read only once');
      const { importAction } = await import('./import-action.ts');
      await importAction(files, options);
    });
}
