import type { Command } from 'commander';
import type { JobKind } from '../domain/job.ts';
import { EXIT_CODES_HELP } from './exit-code.ts';
import { addHow, addOutput } from './job-flags.ts';
import type { JobOptions } from './job-options.ts';
import { integerFrom } from './number-options.ts';
import { names, text } from './text-options.ts';

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
  addOutput(command, kind !== 'run');
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

/** Names all that is missing at once; commander's own check names the first, and comes before that for unknown options. */
function checkRequired(command: Command): void {
  const required = command.options.filter(({ helpGroupHeading: group }) => group === REQUIRED);
  const missing = required.filter((option) => command.getOptionValue(option.attributeName()) === undefined);
  if (missing.length > 0) command.error(`error: missing ${missing.map(({ flags }) => flags).join(', ')}`);
}
