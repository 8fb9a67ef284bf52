import { type Command, Option } from 'commander';
import {
  type EssentialName,
  JOB_FIELDS,
  type JobField,
  type JobFieldName,
  jobFields,
  type JobFieldValue,
  type JobKind,
  type JobRequestFields,
  type NamedJobField,
} from '../../domain/job-fields.ts';
import { apiKeyOption } from '../api-key.ts';
import {
  amount,
  budget,
  choiceOf,
  countOrShare,
  generation,
  integerFrom,
  names,
  nameOrShare,
  serverUrl,
  share,
  text,
} from '../option-values.ts';

export const FORMATS = ['text', 'json', 'ndjson'] as const;
export type Format = (typeof FORMATS)[number];

type CamelCase<Name extends string> = Name extends `${infer Head}-${infer Tail}`
  ? `${Head}${Capitalize<CamelCase<Tail>>}`
  : Name;

type Attribute<Name extends JobFieldName> = (typeof JOB_FIELDS)[Name]['flag'] extends `--${infer Flag} <${string}>`
  ? CamelCase<Flag>
  : (typeof JOB_FIELDS)[Name]['flag'] extends `--${infer Flag}`
    ? CamelCase<Flag>
    : never;

type AsOptions<Names extends JobFieldName> = { readonly [Name in Names as Attribute<Name>]: JobFieldValue<Name> };

/** The values of the flags of a job's fields, by commander's names; what was not given is absent. */
export type FieldOptions = AsOptions<EssentialName> & Partial<AsOptions<Exclude<JobFieldName, EssentialName>>>;

/** The values of the flags that say where to run a job and what to print. */
export interface OutputOptions {
  readonly projectsRoot?: string;
  readonly server?: string;
  readonly wait?: true;
  readonly dryRun?: true;
  readonly format: Format;
  readonly quiet?: true;
  readonly failUnder?: number;
}

type Parser = (value: string, previous: never) => unknown;

const PARSERS: Readonly<Record<Exclude<JobField['type'], 'flag'>, (field: JobField) => Parser>> = {
  text: () => text,
  integer: ({ minimum = 0 }) => integerFrom(minimum),
  amount: () => amount,
  count_or_share: () => countOrShare,
  names: () => names,
  object: () => generation,
  choice: ({ choices = [] }) => choiceOf(choices),
  name_or_share: () => nameOrShare,
  budget: () => budget,
};

/** The flag of a field; `help` describes it otherwise than the table of fields does. */
export function fieldFlag(name: JobFieldName, help?: string): Option {
  const field: JobField = JOB_FIELDS[name];
  const shownDefault = typeof field.default === 'number' ? ` (default ${String(field.default)})` : '';
  const option = new Option(field.flag, help ?? `${field.help}${shownDefault}`);
  if (field.type === 'flag') return option;
  return option.argParser(PARSERS[field.type](field) as (value: string, previous: unknown) => unknown);
}

/** The fields that jobs of a kind must be given. */
export function requiredFields(kind: JobKind): readonly NamedJobField[] {
  return jobFields(kind).filter(({ isRequired }) => isRequired);
}

/** How and where a job runs, whatever it is. */
export function addHow(command: Command, kind: JobKind): void {
  command.optionsGroup('How:');
  for (const field of jobFields(kind).filter(({ isRequired }) => !isRequired)) command.addOption(fieldFlag(field.name));
  addWhere(command);
  command.option('--dry-run', 'check everything and say what the job would take, without starting it');
}

/** Where a job runs. */
export function addWhere(command: Command): void {
  command
    .option(
      '--projects-root <dir>',
      'folder of the projects (default: ASSAY_PROJECTS_ROOT, or the samples that come with Assay)',
    )
    .addOption(
      new Option('--server <url>', 'run it on this server, and follow it from here')
        .argParser(serverUrl)
        .conflicts('projectsRoot'),
    )
    .addOption(apiKeyOption())
    .option('--wait', 'wait for a place where other jobs take them all');
}

/** What a job prints; `scored` jobs have a score that can be too low. */
export function addOutput(command: Command, { scored }: { readonly scored: boolean }): void {
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

/** The fields that the options ask for; what was not given is absent, so that the defaults are those of the API. */
export function requestedFields(options: Partial<FieldOptions>): JobRequestFields {
  const given = jobFields().map((field) => [field.name, options[attributeOf(field)]] as const);
  return Object.fromEntries(given.filter(([, value]) => value !== undefined)) as unknown as JobRequestFields;
}

/** Commander's name for the value of a field's flag. */
export function attributeOf({ flag }: NamedJobField): keyof FieldOptions {
  return new Option(flag).attributeName() as keyof FieldOptions;
}
