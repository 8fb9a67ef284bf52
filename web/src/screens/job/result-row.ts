import type { Schemas } from '../../api/client.ts';

/** A row of results as the list shows it, whether it is a trial of a job or a sample of a run. */
export interface ResultRow {
  readonly row: number;
  readonly replicate: number;
  readonly id: string;
  readonly status: 'success' | 'failed';
  readonly scores: Readonly<Record<string, number>>;
  /** What came out; of a failed row, why. */
  readonly output: string;
  readonly isError: boolean;
  /** Empty where nothing is expected, or it is not known. */
  readonly reference: string;
  readonly inputs: string;
  /** Seconds. */
  readonly latency: number | null;
  readonly tokens: number | null;
  /** US dollars. */
  readonly cost: number | null;
}

export function rowOfTrial(trial: Schemas['Trial']): ResultRow {
  const { error, example } = trial;
  return {
    row: trial.row ?? 0,
    replicate: trial.replicate,
    id: trial.trial_id,
    status: trial.status,
    scores: trial.scores,
    output: error === undefined ? lineOf(trial.output) : error.message,
    isError: error !== undefined,
    reference: lineOf(example?.reference),
    inputs: example === null ? '' : Object.values(example.inputs).map(lineOf).join(' · '),
    latency: trial.latency,
    tokens: sumOf(trial.input_tokens, trial.output_tokens),
    cost: trial.cost,
  };
}

export function rowOfSample(sample: Schemas['PlacedSample']): ResultRow {
  const { error } = sample;
  return {
    row: sample.row,
    replicate: sample.replicate,
    id: sample.id,
    status: sample.status,
    scores: sample.scores,
    output: error === undefined ? lineOf(sample.response) : error.message,
    isError: error !== undefined,
    reference: '',
    inputs: lineOf(sample.prompt),
    latency: sample.latency,
    tokens: sumOf(sample.input_tokens, sample.output_tokens),
    cost: sample.cost,
  };
}

/** Longer texts do not fit into a line of a table, and would only slow it down. */
const LINE_LENGTH = 300;

/** Any JSON in one line of a table: text as it is, and the fields of what has some. */
export function lineOf(value: unknown): string {
  return fieldsOf(value).slice(0, LINE_LENGTH).replaceAll(/\s+/g, ' ').trim();
}

/** Any JSON as a person reads it: text as it is, everything else as JSON. */
export function textOf(value: unknown, indent?: number): string {
  if (value === undefined || value === null) return '';
  return typeof value === 'string' ? value : JSON.stringify(value, undefined, indent);
}

function fieldsOf(value: unknown): string {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return textOf(value);
  const fields: (readonly [string, unknown])[] = Object.entries(value);
  const [first] = fields;
  if (first !== undefined && fields.length === 1) return fieldsOf(first[1]);
  return fields.map(([name, field]) => `${name}: ${textOf(field)}`).join(' · ');
}

function sumOf(a: number | null, b: number | null): number | null {
  return a === null && b === null ? null : (a ?? 0) + (b ?? 0);
}
