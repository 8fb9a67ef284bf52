import { Option, type Command } from 'commander';
import type { JobKind } from '../domain/job.ts';
import { EXIT_CODES_HELP } from './exit-code.ts';
import { generation } from './generation-option.ts';
import type { JobOptions } from './job-options.ts';
import { FORMATS } from './job-output.ts';
import { integerFrom, share } from './number-options.ts';
import { names, serverUrl, text } from './text-options.ts';

const DESCRIPTIONS: Readonly<Record<JobKind, string>> = {
  run: 'run a program on every example of a dataset, without scores',
  evaluate: 'run a program on every example of a dataset and score each trial',
  optimize: 'search a better prompt template: propose, evaluate, learn, again',
};

const SAMPLE = '--project classify_sentiment --program v1 --prompt english --examples full --model local:lexicon';

const EXAMPLES: Readonly<Record<JobKind, string>> = {
  run: `assay run ${SAMPLE} --limit 5`,
  evaluate: `assay evaluate ${SAMPLE} --metric label_correctness --workers 8`,
  optimize: `assay optimize ${SAMPLE} --metric label_correctness --steps 4 --proposer-model local:proposer --workers 8`,
};

const REQUIRED = 'What to run (all required):';

/** `assay run`, `assay evaluate` and `assay optimize`. */
export function addJobCommands(program: Command): void {
  for (const kind of ['run', 'evaluate', 'optimize'] as const) addJobCommand(program, kind);
}

function addJobCommand(program: Command, kind: JobKind): void {
  const command = program.command(kind).description(DESCRIPTIONS[kind]).allowExcessArguments(false);
  addWhat(command);
  if (kind !== 'run') addMetrics(command);
  if (kind === 'optimize') addSearch(command);
  addHow(command);
  addOutput(command, kind);
  command.addHelpText('after', `\nExample:\n  ${EXAMPLES[kind]}\n${EXIT_CODES_HELP}`).action(async (options: JobOptions) => {
    checkRequired(command);
    // Loaded only now, so that help and wrong options are answered at once.
    const { jobAction } = await import('./job-action.ts');
    await jobAction(kind, options);
  });
}

function addWhat(command: Command): void {
  command
    .optionsGroup(REQUIRED)
    .option('--project <name>', 'a project of the projects root', text)
    .option('--program <name>', 'one of its programs', text)
    .option('--prompt <name>', 'one of its prompt templates', text)
    .option('--examples <name>', 'one of its datasets', text)
    .option('--model <provider:id>', 'the model, such as openai:gpt-5-mini or local:lexicon', text);
}

function addMetrics(command: Command): void {
  command.option('--metric <name>', 'a metric to score by; again, or with commas, for more', names);
}

function addSearch(command: Command): void {
  command
    .option('--steps <n>', 'candidates to try beyond the baseline', integerFrom(0))
    .option('--proposer-model <provider:id>', 'the model that proposes templates', text);
}

function addHow(command: Command): void {
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

function addOutput(command: Command, kind: JobKind): void {
  command
    .optionsGroup('Output:')
    .addOption(
      new Option('--format <name>', 'tables, one JSON document { manifest, summary }, or every event as a line of JSON')
        .choices(FORMATS)
        .default('text'),
    )
    .option('-q, --quiet', 'show no progress');
  if (kind !== 'run') {
    command.option('--fail-under <score>', 'exit with 3 when the score is below this, from 0 to 1', share);
  }
}

/** Names all that is missing at once; commander's own check names the first, and comes before that for unknown options. */
function checkRequired(command: Command): void {
  const required = command.options.filter(({ helpGroupHeading: group }) => group === REQUIRED);
  const missing = required.filter((option) => command.getOptionValue(option.attributeName()) === undefined);
  if (missing.length > 0) command.error(`error: missing ${missing.map(({ flags }) => flags).join(', ')}`);
}
