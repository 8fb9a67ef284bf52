import { Option, type Command } from 'commander';
import { generation } from './generation-option.ts';
import { FORMATS } from './job-output.ts';
import { integerFrom, share } from './number-options.ts';
import { serverUrl, text } from './text-options.ts';

/** How a job runs, whatever it is. */
export function addHow(command: Command): void {
  command
    .optionsGroup('How:')
    .option('--workers <n>', 'trials in flight at once (default 1)', integerFrom(1))
    .option('--repeats <n>', 'trials an example (default 1)', integerFrom(1))
    .option('--limit <n>', 'only the first so many examples', integerFrom(1))
    .option('--seed <n>', 'shuffle the examples, the same way for the same seed', integerFrom(0))
    .option('--generation <key=value>', 'temperature and the like, again for more; or a JSON object', generation)
    .option('--label <text>', 'a name for people', text)
    .option('--experiment-id <id>', 'the experiment that it belongs to', text)
    .option(
      '--projects-root <dir>',
      'folder of the projects (default: ASSAY_PROJECTS_ROOT, or the samples that come with Assay)',
    )
    .addOption(
      new Option('--server <url>', 'run it on this server, and follow it from here')
        .argParser(serverUrl)
        .conflicts('projectsRoot'),
    );
}

/** What a job shows; `scored` ones have a score to be content with. */
export function addOutput(command: Command, scored: boolean): void {
  command
    .optionsGroup('Output:')
    .addOption(
      new Option('--format <name>', 'tables, one JSON document { manifest, summary }, or every event as a line of JSON')
        .choices(FORMATS)
        .default('text'),
    )
    .option('-q, --quiet', 'show no progress');
  if (scored) command.option('--fail-under <score>', 'exit with 3 when the score is below this, from 0 to 1', share);
}
