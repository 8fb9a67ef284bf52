import { type Command, Option } from 'commander';
import type { JobKind } from '../../domain/job-fields.ts';
import { limitFields } from '../../domain/job-limits.ts';
import { EXIT_CODES_HELP } from '../exit-code.ts';
import { apiKeyOption } from '../api-key.ts';
import { serverUrl, text } from '../option-values.ts';
import type { ResumeOptions } from './resume-job.ts';
import type { ScoreOptions } from './score-job.ts';
import { addAgainst, type AgainstOptions, againstFields, checkAgainst } from './against-flags.ts';
import {
  addHow,
  addOutput,
  addWhere,
  attributeOf,
  fieldFlag,
  type FieldOptions,
  type OutputOptions,
  requestedFields,
  requiredFields,
} from './job-flags.ts';

const DESCRIPTIONS: Readonly<Record<JobKind, string>> = {
  run: 'run a program on every example of a dataset, without scores',
  evaluate: 'run a program on every example of a dataset and score each trial',
  optimize: 'search for a better prompt template: propose, evaluate, learn, repeat',
};

const SAMPLE = '--project classify_sentiment --program v1 --prompt english --examples full --model local:lexicon';

const EXAMPLES: Readonly<Record<JobKind, string>> = {
  run: `assay run ${SAMPLE} --limit 5`,
  evaluate: `assay evaluate ${SAMPLE} --metric label_correctness --workers 8`,
  optimize: `assay optimize ${SAMPLE} --metric label_correctness --steps 4 --proposer-model local:proposer --workers 8`,
};

const CANCEL_HELP = `
No further model is called, and calls under way are aborted. A job that a command runs without --server ends with Ctrl-C in its own
terminal.

Exit codes: 0 the job has ended, 1 no such job or unusable server, 2 wrong options.`;

const WATCH_HELP = `
Ctrl-C ends the watching; the job, or the comparison, goes on.

Examples:
  assay watch 7c9e6679-7425-40de-944b-e07fc1f90ae7 --server http://127.0.0.1:8080
  assay watch 7c9e6679-7425-40de-944b-e07fc1f90ae7 --format ndjson | jq .type
${EXIT_CODES_HELP}`;

/** `assay run`, `assay evaluate` and `assay optimize`. */
export function addJobCommands(program: Command): void {
  for (const kind of ['run', 'evaluate', 'optimize'] as const) addJobCommand(program, kind);
}

/** `assay cancel`. */
export function addCancelCommand(program: Command): void {
  program
    .command('cancel')
    .description('cancel a job of a server, running or waiting; everything it did so far is kept')
    .argument('<job>', 'its id, 6 characters of it or more, its label, or latest', text)
    .option('--server <url>', 'the server (default: http://127.0.0.1:8080, or as ASSAY_HOST and ASSAY_PORT say)', serverUrl)
    .addOption(apiKeyOption())
    .addHelpText('after', CANCEL_HELP)
    .allowExcessArguments(false)
    .action(async (jobId: string, { server }: { readonly server?: string }) => {
      const { cancel } = await import('./cancel.ts');
      await cancel(jobId, server);
    });
}

/** `assay resume`. */
export function addResumeCommand(program: Command): void {
  const command = program
    .command('resume')
    .description('go on with a job that was interrupted, cancelled or failed: what it has is kept, only what is missing is run')
    .argument('<job>', 'its id, 6 characters of it or more, its label, or latest', text)
    .option('--retry-failed', 'try failed trials and failed scorings again')
    .option('--force', 'go on even if the dataset, program, metrics or prompt have changed since it ran');
  for (const { name, help } of limitFields()) command.addOption(fieldFlag(name, `${help}, instead of its own limit`));
  addWhere(command);
  addOutput(command, { scored: true });
  command
    .addHelpText('after', EXIT_CODES_HELP)
    .allowExcessArguments(false)
    .action(async (jobId: string, options: ResumeOptions & OutputOptions) => {
      const [{ withJobHost }, { resumeJob }] = await Promise.all([import('./open-job-host.ts'), import('./resume-job.ts')]);
      await withJobHost(options, (host, terminal) => resumeJob(jobId, options, host, terminal));
    });
}

/** `assay watch`. */
export function addWatchCommand(program: Command): void {
  const command = program
    .command('watch')
    .description(
      'follow a job that runs, on a server or in another terminal, to its results; one that has ended is shown at once',
    )
    .argument('<job>', 'its id, or that of a live comparison', text)
    .option('--projects-root <dir>', 'folder of the projects, whose jobs/ holds the job (default: as for assay serve)')
    .addOption(new Option('--server <url>', 'the server that runs it').argParser(serverUrl).conflicts('projectsRoot'))
    .addOption(apiKeyOption());
  addOutput(command, { scored: true });
  command
    .addHelpText('after', WATCH_HELP)
    .allowExcessArguments(false)
    .action(async (jobId: string, options: OutputOptions) => {
      const [{ withJobHost }, { watchJob }] = await Promise.all([import('./open-job-host.ts'), import('./watch-job.ts')]);
      await withJobHost({ ...options, isWatching: true }, (host, terminal) => watchJob(jobId, options, host, terminal));
    });
}

/** `assay score`. */
export function addScoreCommand(program: Command): void {
  const command = program
    .command('score')
    .description('score the stored outputs of a job by other metrics, as a new job: no program is run again')
    .argument('<job>', 'its id, 6 characters of it or more, its label, or latest', text)
    .addOption(fieldFlag('metrics').makeOptionMandatory())
    .addOption(fieldFlag('label'));
  for (const { name } of limitFields()) command.addOption(fieldFlag(name));
  addWhere(command);
  addOutput(command, { scored: true });
  command
    .addHelpText('after', EXIT_CODES_HELP)
    .allowExcessArguments(false)
    .action(async (jobId: string, options: ScoreOptions & OutputOptions) => {
      const [{ withJobHost }, { scoreJob }] = await Promise.all([import('./open-job-host.ts'), import('./score-job.ts')]);
      await withJobHost(options, (host, terminal) => scoreJob(jobId, options, host, terminal));
    });
}

function addJobCommand(program: Command, kind: JobKind): void {
  const command = program.command(kind).description(DESCRIPTIONS[kind]).allowExcessArguments(false);
  command.optionsGroup('What to run (all required):');
  for (const field of requiredFields(kind)) command.addOption(fieldFlag(field.name));

  addHow(command, kind);
  if (kind === 'evaluate') addAgainst(command);
  addOutput(command, { scored: kind !== 'run' });
  command
    .addHelpText('after', `\nExample:\n  ${EXAMPLES[kind]}\n${EXIT_CODES_HELP}`)
    .action(async (options: FieldOptions & OutputOptions & AgainstOptions) => {
      checkRequired(command, kind);
      if (kind === 'evaluate') checkAgainst(command, options);
      // Loaded only now, so that help and wrong options are answered at once.
      const [{ withJobHost }, { runJob }, { planJob }] = await Promise.all([
        import('./open-job-host.ts'),
        import('./run-job.ts'),
        import('./plan-job.ts'),
      ]);
      const { failIf: gate, lowerIsBetter = [] } = options;
      const request = {
        ...options,
        kind,
        fields: requestedFields(options),
        title: options.prompt,
        against: againstFields(options),
        gate: gate && { gate, lowerIsBetter },
      };
      const act = options.dryRun === true ? planJob : runJob;
      await withJobHost(options, (host, terminal) => act(request, host, terminal));
    });
}

/** Names everything that is missing at once; commander's own check names the first, and runs before that for unknown options. */
function checkRequired(command: Command, kind: JobKind): void {
  const missing = requiredFields(kind).filter((field) => command.getOptionValue(attributeOf(field)) === undefined);
  if (missing.length > 0) command.error(`error: missing ${missing.map(({ flag }) => flag).join(', ')}`);
}
