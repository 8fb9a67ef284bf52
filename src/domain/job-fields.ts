import type { JsonObject, JsonValue } from '../evaluation/json.ts';
import { ANSWER_FIELDS } from './answer-fields.ts';
import { LIMIT_FIELDS } from './limit-fields.ts';
import { type BudgetFields, defaultParts, SEARCH_FIELDS } from './search-fields.ts';

export const JOB_KINDS = ['run', 'evaluate', 'optimize'] as const;
export type JobKind = (typeof JOB_KINDS)[number];

const SCORED = ['evaluate', 'optimize'] as const;
const SEARCHING = ['optimize'] as const;

/** One field of a job: what is asked for when it is started, and recorded with it. */
export interface JobField {
  /**
   * `text` has 1 to 1000 characters, `names` are at least one and each once, `object` is a JSON object, `amount` is a number above 0,
   * `count_or_share` a count or, below 1, a share, `flag` is true or false, `choice` one of `choices`, `name_or_share` a name or a share
   * between 0 and 1, and `budget` has `trials`, `cost_usd` or both.
   */
  readonly type:
    'text' | 'integer' | 'amount' | 'count_or_share' | 'names' | 'object' | 'flag' | 'choice' | 'name_or_share' | 'budget';
  readonly choices?: readonly string[];
  /** The least value of an integer. */
  readonly minimum?: number;
  /** The kinds of job that have it. */
  readonly kinds: readonly JobKind[];
  /** Whether those jobs must be given it. */
  readonly isRequired: boolean;
  /** Its value where it was not given. A manifest leaves it out then, unless `isAlwaysRecorded`. */
  readonly default?: JsonValue;
  readonly isAlwaysRecorded?: true;
  /** Whether the list of jobs shows it. */
  readonly isListed?: true;
  /** For the API's document: a sentence. */
  readonly doc: string;
  readonly example: JsonValue;
  /** The flag of the command line, with its value in angle brackets; without one where the field itself is a flag. */
  readonly flag: `--${string} <${string}>` | `--${string}`;
  /** For the command line: what the flag sets. */
  readonly help: string;
  /** For reports: its name in a table of facts. */
  readonly title: string;
}

/**
 * Every field of a job by its name on the wire and on disk; in a `JobSpec` the same name is written in camel case. Request
 * bodies and their checks, manifests, the list of jobs, the flags of the command line and the facts of a report are all made
 * from this table: a new field is a new entry here, and the code that acts on it.
 */
export const JOB_FIELDS = {
  project: {
    type: 'text',
    kinds: JOB_KINDS,
    isRequired: true,
    isListed: true,
    doc: 'The project, by its name in the catalog.',
    example: 'classify_sentiment',
    flag: '--project <name>',
    help: 'a project in the projects root',
    title: 'Project',
  },
  program: {
    type: 'text',
    kinds: JOB_KINDS,
    isRequired: true,
    isListed: true,
    doc: 'One of the programs of the project.',
    example: 'v1',
    flag: '--program <name>',
    help: 'one of its programs',
    title: 'Program',
  },
  prompt: {
    type: 'text',
    kinds: JOB_KINDS,
    isRequired: true,
    isListed: true,
    doc: 'One of the prompt templates of the project.',
    example: 'english',
    flag: '--prompt <name>',
    help: 'one of its prompt templates',
    title: 'Prompt',
  },
  examples: {
    type: 'text',
    kinds: JOB_KINDS,
    isRequired: true,
    isListed: true,
    doc: 'One of the datasets of the project.',
    example: 'full',
    flag: '--examples <name>',
    help: 'one of its datasets',
    title: 'Dataset',
  },
  model: {
    type: 'text',
    kinds: JOB_KINDS,
    isRequired: true,
    isListed: true,
    doc: 'The model, as `provider:model-id`.',
    example: 'local:lexicon',
    flag: '--model <provider:id>',
    help: 'the model, such as openai:gpt-5-mini or local:lexicon',
    title: 'Model',
  },
  workers: {
    type: 'integer',
    minimum: 1,
    kinds: JOB_KINDS,
    isRequired: false,
    default: 1,
    isAlwaysRecorded: true,
    isListed: true,
    doc: 'How many trials run at the same time.',
    example: 8,
    flag: '--workers <n>',
    help: 'how many trials run at the same time',
    title: 'Workers',
  },
  repeats: {
    type: 'integer',
    minimum: 1,
    kinds: JOB_KINDS,
    isRequired: false,
    default: 1,
    doc: 'How many trials each example gets.',
    example: 3,
    flag: '--repeats <n>',
    help: 'how many trials each example gets',
    title: 'Trials per example',
  },
  limit: {
    type: 'integer',
    minimum: 1,
    kinds: JOB_KINDS,
    isRequired: false,
    doc: 'Use only this many examples: the first of the dataset, or of its shuffled order where there is a `seed`.',
    example: 200,
    flag: '--limit <n>',
    help: 'use only the first n examples',
    title: 'Only the first examples',
  },
  seed: {
    type: 'integer',
    minimum: 0,
    kinds: JOB_KINDS,
    isRequired: false,
    doc: 'Shuffles the examples: the same seed gives the same order. Without it they keep the order of the dataset.',
    example: 7,
    flag: '--seed <n>',
    help: 'shuffle the examples; the same seed gives the same order',
    title: 'Shuffled with seed',
  },
  generation_kwargs: {
    type: 'object',
    kinds: JOB_KINDS,
    isRequired: false,
    default: {},
    doc: 'Options of every completion, such as the temperature.',
    example: { temperature: 0 },
    flag: '--generation <key=value>',
    help: 'an option of every completion, such as temperature=0; repeat it for more, or give a JSON object',
    title: 'Generation',
  },
  cache: { kinds: JOB_KINDS, isRequired: false, ...ANSWER_FIELDS.cache },
  record: { kinds: JOB_KINDS, isRequired: false, ...ANSWER_FIELDS.record },
  experiment_id: {
    type: 'text',
    kinds: JOB_KINDS,
    isRequired: false,
    doc: 'The experiment that the job belongs to; without it, the project.',
    example: 'prompts',
    flag: '--experiment-id <id>',
    help: 'the experiment that the job belongs to (default: the project)',
    title: 'Experiment',
  },
  label: {
    type: 'text',
    kinds: JOB_KINDS,
    isRequired: false,
    doc: 'A name for people.',
    example: 'english prompt, lexicon',
    flag: '--label <text>',
    help: 'a name for people',
    title: 'Label',
  },
  max_cost_usd: { kinds: JOB_KINDS, isRequired: false, ...LIMIT_FIELDS.max_cost_usd },
  max_tokens: { kinds: JOB_KINDS, isRequired: false, ...LIMIT_FIELDS.max_tokens },
  max_seconds: { kinds: JOB_KINDS, isRequired: false, ...LIMIT_FIELDS.max_seconds },
  max_failures: { kinds: JOB_KINDS, isRequired: false, ...LIMIT_FIELDS.max_failures },
  metrics: {
    type: 'names',
    kinds: SCORED,
    isRequired: true,
    isListed: true,
    doc: 'The metrics to score by, each once.',
    example: ['label_correctness'],
    flag: '--metric <name>',
    help: 'a metric to score by; repeat it, or separate names with commas, for more',
    title: 'Metrics',
  },
  steps: {
    type: 'integer',
    minimum: 0,
    kinds: SEARCHING,
    isRequired: true,
    isListed: true,
    doc: 'How many candidates to try after the baseline.',
    example: 4,
    flag: '--steps <n>',
    help: 'how many candidates to try after the baseline',
    title: 'Steps after the baseline',
  },
  proposer_model: {
    type: 'text',
    kinds: SEARCHING,
    isRequired: true,
    isListed: true,
    doc: 'The model that proposes templates, as `provider:model-id`.',
    example: 'local:proposer',
    flag: '--proposer-model <provider:id>',
    help: 'the model that proposes templates',
    title: 'Proposer',
  },
  algorithm: { kinds: SEARCHING, isRequired: false, ...SEARCH_FIELDS.algorithm },
  holdout: { kinds: SEARCHING, isRequired: false, ...SEARCH_FIELDS.holdout },
  selection: { kinds: SEARCHING, isRequired: false, ...SEARCH_FIELDS.selection },
  budget: { kinds: SEARCHING, isRequired: false, ...SEARCH_FIELDS.budget },
} as const satisfies Readonly<Record<string, JobField>>;

type Table = typeof JOB_FIELDS;
export type JobFieldName = keyof Table;

interface Values {
  readonly text: string;
  readonly integer: number;
  readonly amount: number;
  readonly count_or_share: number;
  readonly names: readonly string[];
  readonly object: JsonObject;
  readonly flag: boolean;
  readonly choice: string;
  readonly name_or_share: string | number;
  readonly budget: BudgetFields;
}

export type JobFieldValue<Name extends JobFieldName> = Values[Table[Name]['type']];

type NamesWhere<Condition> = { [Name in JobFieldName]: Table[Name] extends Condition ? Name : never }[JobFieldName];

/** What every job is given. */
export type EssentialName = NamesWhere<{ readonly isRequired: true; readonly kinds: typeof JOB_KINDS }>;
type NameWithDefault = NamesWhere<{ readonly default: JsonValue }>;

type ByWireName<Names extends JobFieldName> = { readonly [Name in Names]: JobFieldValue<Name> };
type InCamelCase<Names extends JobFieldName> = { readonly [Name in Names as CamelCase<Name>]: JobFieldValue<Name> };
type CamelCase<Name extends string> = Name extends `${infer Head}_${infer Tail}`
  ? `${Head}${Capitalize<CamelCase<Tail>>}`
  : Name;

/** The body of a request that starts a job, of any kind. */
export interface JobRequestFields
  extends ByWireName<EssentialName>, Partial<ByWireName<Exclude<JobFieldName, EssentialName>>> {}

/** What a job is asked to do, its fields in camel case and with their defaults; `JOB_FIELDS` says what each means. */
export interface JobSpec
  extends
    InCamelCase<EssentialName | NameWithDefault>,
    Partial<InCamelCase<Exclude<JobFieldName, EssentialName | NameWithDefault>>> {
  readonly kind: JobKind;
}

/** A field with what follows from its entry. */
export interface NamedJobField extends JobField {
  readonly name: JobFieldName;
  /** Its name in a `JobSpec`. */
  readonly specName: keyof JobSpec;
  /** Whether the manifest of every job has it. */
  readonly isInEveryManifest: boolean;
}

const NAMED_FIELDS: readonly NamedJobField[] = Object.entries<JobField>(JOB_FIELDS).map(([name, field]) => ({
  ...field,
  name: name as JobFieldName,
  specName: name.replaceAll(/_(\w)/g, (_, letter: string) => letter.toUpperCase()) as keyof JobSpec,
  isInEveryManifest: field.isAlwaysRecorded === true || (field.isRequired && field.kinds === JOB_KINDS),
}));

/** The fields that jobs of a kind have, or all of them, in the table's order. */
export function jobFields(kind?: JobKind): readonly NamedJobField[] {
  return kind === undefined ? NAMED_FIELDS : NAMED_FIELDS.filter(({ kinds }) => kinds.includes(kind));
}

/** What a request or a manifest asks for, with the defaults filled in. A field that is `null` counts as not given. */
export function jobSpec(kind: JobKind, fields: { readonly [Name in JobFieldName]?: unknown }): JobSpec {
  const defaults: { readonly [Name in JobFieldName]?: unknown } = kind === 'optimize' ? defaultParts(fields.algorithm) : {};
  const given = NAMED_FIELDS.map(
    (field) => [field.specName, fields[field.name] ?? defaults[field.name] ?? field.default] as const,
  );
  // The caller has checked the types of the values.
  return { kind, ...Object.fromEntries(given.filter(([, value]) => value !== undefined)) } as unknown as JobSpec;
}
