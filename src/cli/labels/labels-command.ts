import { type Command, Option } from 'commander';
import { apiKeyOption } from '../api-key.ts';
import { integerFrom, serverUrl, text } from '../option-values.ts';
import type { ImportOptions, ListOptions, PlaceOptions, SampleOptions } from './labels-action.ts';

const MORE_HELP = `
What people say of some samples corrects a judge that scored all of them (assay compare --human-labels), and shows how far both agree
(assay agreement). The labelled samples must be a random part of the run: draw them with assay labels sample, and do not pick them.

Example:
  assay labels sample 7c9e… -n 50 --seed 1 --output to-label.csv
  # fill in the column "value", on the scale of the metric, without looking at its scores
  assay labels import 7c9e… to-label.csv --name helpful
  assay compare 7c9e… 1f40… --human-labels helpful

Exit codes: 0 done, 1 unknown run or labels, or unusable server, 2 wrong options, or labels that can't be used.`;

/** `assay labels`, with the commands `sample`, `import`, `list` and `delete`. */
export function addLabelsCommand(program: Command): void {
  const labels = program
    .command('labels')
    .description('keep what people say of samples beside a run: draw samples, import, list and delete labels')
    .addHelpText('after', MORE_HELP);
  addSample(labels);
  addImport(labels);
  addList(labels);
  addDelete(labels);
}

function addSample(labels: Command): void {
  const command = labels
    .command('sample')
    .description('draw samples at random, to be labelled')
    .argument('<run>', 'the run', text)
    .option('-n <count>', 'how many, at most 1000', integerFrom(1), 50)
    .option('--seed <n>', 'the same seed draws the same samples', integerFrom(0), 0)
    .addOption(new Option('--format <name>', 'format of the sheet').choices(['csv', 'jsonl']).default('csv'))
    .option('--output <file>', 'where to write it (default: standard output)', text);
  addPlace(command).action(async (runId: string, options: SampleOptions) => {
    if (options.n > 1000) command.error('error: -n must be at most 1000');
    const { sampleLabels } = await import('./labels-action.ts');
    await sampleLabels(runId, options);
  });
}

function addImport(labels: Command): void {
  const command = labels
    .command('import')
    .description('store the labels of a CSV, JSON or JSON-lines file, in place of those of the same name')
    .argument('<run>', 'the run', text)
    .argument('<file>', 'a row for each label: id or row (and replicate), value, and a note if there is one')
    .requiredOption('--name <name>', 'what the labels are called', text)
    .option('--description <text>', 'what was judged, and by whom', text);
  addPlace(command).action(async (runId: string, file: string, options: ImportOptions) => {
    const { importLabels } = await import('./labels-action.ts');
    await importLabels(runId, file, options);
  });
}

function addList(labels: Command): void {
  const command = labels
    .command('list')
    .description('list the labels of a run')
    .argument('<run>', 'the run', text)
    .addOption(new Option('--format <name>', 'format of the list').choices(['table', 'json']).default('table'));
  addPlace(command).action(async (runId: string, options: ListOptions) => {
    const { listLabels } = await import('./labels-action.ts');
    await listLabels(runId, options);
  });
}

function addDelete(labels: Command): void {
  const command = labels
    .command('delete')
    .description('delete labels of a run')
    .argument('<run>', 'the whole id of the run', text)
    .argument('<name>', 'what the labels are called', text);
  addPlace(command).action(async (run: string, name: string, options: PlaceOptions) => {
    const { deleteLabels } = await import('./labels-action.ts');
    await deleteLabels(run, name, options);
  });
}

function addPlace(command: Command): Command {
  return command
    .addOption(new Option('--server <url>', 'ask a server').argParser(serverUrl).conflicts(['projectsRoot', 'storage']))
    .addOption(apiKeyOption())
    .option('--projects-root <dir>', 'folder of the projects, whose jobs/ holds the runs (default: as for assay serve)')
    .option('--storage <dir>', 'folder of imported runs (default: as for assay serve)')
    .allowExcessArguments(false);
}
