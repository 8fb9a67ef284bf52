import type { Schemas } from '../../api/client.ts';

/** A row of results as the list shows it, whether it is a trial of a job or a sample of a run. */
export interface ResultRow {
  readonly row: number;
  readonly replicate: number;
  readonly status: 'success' | 'failed';
  readonly scores: Readonly<Record<string, number>>;
  readonly inputs: string;
  /** What came out; of a failed row, why. */
  readonly output: string;
  readonly isError: boolean;
  /** Empty where nothing is expected, or it is not known. */
  readonly reference: string;
  /** Seconds. */
  readonly latency: number | null;
  readonly tokens: number | null;
  /** US dollars. */
  readonly cost: number | null;
}

type Sample = Pick<Schemas['PlacedSample'], 'status' | 'replicate' | 'scores' | 'latency' | 'cost'> &
  Pick<Schemas['PlacedSample'], 'input_tokens' | 'output_tokens' | 'texts'> & { readonly row?: number };

/** The line of a trial or sample that was read with short texts. */
export function resultRow(sample: Sample): ResultRow {
  const { row = 0, replicate, status, scores, texts, latency, cost, input_tokens: input, output_tokens: output } = sample;
  const error = texts?.error ?? null;
  return {
    row,
    replicate,
    status,
    scores,
    inputs: lineOf(texts?.inputs ?? texts?.prompt),
    output: lineOf(error ?? texts?.response),
    isError: error !== null,
    reference: lineOf(texts?.reference),
    latency,
    tokens: input === null && output === null ? null : (input ?? 0) + (output ?? 0),
    cost,
  };
}

/** A text in one line of a table; JSON by its fields, if it is whole. */
export function lineOf(text: string | null | undefined): string {
  return fieldsOf(text ?? '')
    .replaceAll(/\s+/g, ' ')
    .trim();
}

/** Any JSON as a person reads it: text as it is, everything else as JSON. */
export function textOf(value: unknown, indent?: number): string {
  if (value === undefined || value === null) return '';
  return typeof value === 'string' ? value : JSON.stringify(value, undefined, indent);
}

function fieldsOf(text: string): string {
  if (!text.startsWith('{')) return text;
  const value = jsonOf(text);
  if (typeof value !== 'object' || value === null) return text;
  const fields: (readonly [string, unknown])[] = Object.entries(value);
  const [first] = fields;
  if (first === undefined) return text;
  return fields.length === 1 ? textOf(first[1]) : fields.map(([name, field]) => `${name}: ${textOf(field)}`).join(' · ');
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
