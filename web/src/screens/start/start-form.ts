/** What can be started, as the address names it. */
export const START_KINDS = ['evaluate', 'optimize', 'run', 'benchmark'] as const;
export type StartKind = (typeof START_KINDS)[number];

export const KIND_TITLES: Readonly<Record<StartKind, { readonly title: string; readonly does: string }>> = {
  evaluate: { title: 'Evaluate', does: 'Runs a program over a dataset and scores every output.' },
  optimize: { title: 'Optimize', does: 'Lets a model improve the prompt, step by step, and scores each.' },
  run: { title: 'Run', does: 'Runs a program over a dataset without scoring it. It can be scored later.' },
  benchmark: { title: 'Benchmark', does: 'Measures a model by a dataset and a metric that others know.' },
};

const TEXTS = [
  'project',
  'program',
  'prompt',
  'examples',
  'model',
  'proposer_model',
  'algorithm',
  'holdout',
  'selection',
  'label',
  'experiment_id',
  'record',
] as const;
const NUMBERS = [
  'steps',
  'budget.trials',
  'budget.cost_usd',
  'workers',
  'repeats',
  'limit',
  'seed',
  'max_cost_usd',
  'max_tokens',
  'max_seconds',
  'max_failures',
] as const;

/** The baseline that an evaluation is compared with while it runs, the margin, and whether it ends with the verdict. */
const AGAINST = ['against', 'margin', 'stop'] as const;

type AgainstField = (typeof AGAINST)[number];
export type TextField = (typeof TEXTS)[number];
export type NumberField = (typeof NUMBERS)[number];

/** Everything of the form but the metrics, as it is typed. */
export type PlainField = TextField | NumberField | AgainstField | 'cache' | 'generation_kwargs';
export const PLAIN_FIELDS: readonly PlainField[] = [...TEXTS, ...NUMBERS, ...AGAINST, 'cache', 'generation_kwargs'];

export interface StartForm {
  readonly plain: Readonly<Partial<Record<PlainField, string>>>;
  readonly metrics: readonly string[];
}

/** What is wrong with a field before the server is asked. */
export class FieldError extends Error {
  override readonly name = 'FieldError';
  readonly path: string;

  constructor(path: string, message: string) {
    super(message);
    this.path = path;
  }
}

const ONLY_OPTIMIZE: readonly PlainField[] = [
  'steps',
  'proposer_model',
  'algorithm',
  'holdout',
  'selection',
  'budget.trials',
  'budget.cost_usd',
];

/** Texts that are a share of the rows where they are a number. */
const NAMES_OR_SHARES: readonly PlainField[] = ['holdout', 'selection'];

/** The body of the request. Empty fields are left out, so that the server says which it needs. Throws a `FieldError`. */
export function bodyOf(kind: StartKind, { plain, metrics }: StartForm): Readonly<Record<string, unknown>> {
  const isAsked = (field: PlainField): boolean => kind === 'optimize' || !ONLY_OPTIMIZE.includes(field);
  const texts = TEXTS.filter(isAsked).map((field) => [field, (plain[field] ?? '').trim()] as const);
  const numbers = NUMBERS.filter(isAsked).map((field) => [field, (plain[field] ?? '').trim()] as const);
  return {
    ...Object.fromEntries(texts.filter(([, text]) => text !== '').map(([field, text]) => [field, nameOrShare(field, text)])),
    ...nested(numbers.filter(([, text]) => text !== '').map(([field, text]) => [field, numberOf(field, text)])),
    ...(plain.cache === 'true' ? { cache: true } : {}),
    ...optionsOf((plain.generation_kwargs ?? '').trim()),
    ...(kind === 'run' ? {} : { metrics }),
    ...(isCompared(kind) ? againstOf(plain) : {}),
  };
}

/** Whether jobs of this kind can be compared with another run while they run. */
export function isCompared(kind: StartKind): boolean {
  return kind === 'evaluate' || kind === 'benchmark';
}

function againstOf({ against = '', margin = '', stop }: StartForm['plain']): { readonly against?: object } {
  if (against.trim() === '') return {};
  const within = margin.trim() === '' ? {} : { margin: numberOf('margin', margin.trim()) };
  return { against: { run_id: against.trim(), ...within, ...(stop === 'true' ? { stop: true } : {}) } };
}

/** Whether all is there that a job of the kind needs, so that the server can be asked about it. */
export function isFilledIn(kind: StartKind, { plain, metrics }: StartForm): boolean {
  const models = kind === 'optimize' ? [plain.model, plain.proposer_model] : [plain.model];
  const names = [plain.project, plain.program, plain.prompt, plain.examples];
  return (
    names.every((name) => (name ?? '').trim() !== '') &&
    models.every((model) => /^[^:\s]+:\S/.test((model ?? '').trim())) &&
    (kind === 'run' || metrics.length > 0)
  );
}

function nameOrShare(field: TextField, text: string): string | number {
  return NAMES_OR_SHARES.includes(field) && Number.isFinite(Number(text)) ? Number(text) : text;
}

/** Fields by their names, those with a dot in objects of their own. */
function nested(fields: readonly (readonly [field: string, value: number])[]): Readonly<Record<string, unknown>> {
  const found: Record<string, unknown> = {};
  for (const [field, value] of fields) {
    const [name = '', inner] = field.split('.');
    found[name] = inner === undefined ? value : { ...(found[name] as object | undefined), [inner]: value };
  }
  return found;
}

function numberOf(field: NumberField | 'margin', text: string): number {
  const value = Number(text);
  if (!Number.isFinite(value)) throw new FieldError(field, `“${text}” is no number`);
  return value;
}

function optionsOf(text: string): { readonly generation_kwargs?: unknown } {
  if (text === '') return {};
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new FieldError('generation_kwargs', 'must be a JSON object, such as {"temperature": 0}');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new FieldError('generation_kwargs', 'must be a JSON object, such as {"temperature": 0}');
  return { generation_kwargs: value };
}

/** What an earlier job was asked to do, as the form has it. */
export function formOfJob(manifest: Readonly<Record<string, unknown>>): StartForm {
  const { metrics } = manifest;
  const plain = PLAIN_FIELDS.flatMap((field) => {
    const [name = '', inner] = field.split('.');
    const whole = manifest[name];
    const value = inner === undefined ? whole : (whole as Readonly<Record<string, unknown>> | null | undefined)?.[inner];
    if (value === undefined || value === null || value === false) return [];
    return [[field, typeof value === 'string' ? value : JSON.stringify(value)] as const];
  });
  return { plain: Object.fromEntries(plain), metrics: Array.isArray(metrics) ? metrics.map(String) : [] };
}

/** The field that a fault is of, such as `metrics` for `metrics[0]`. */
export function fieldOf(path: string): string {
  if ((PLAIN_FIELDS as readonly string[]).includes(path)) return path;
  if (path === 'budget') return 'budget.trials';
  return /^[^.[]*/.exec(path)?.[0] ?? '';
}
