import { type ArgumentMetadata, applyDecorators, Injectable } from '@nestjs/common';
import { ApiQuery } from '@nestjs/swagger';
import { RequestValidationPipe } from '../http/validation.pipe.ts';
import { CompareRequestDto } from './compare-request.dto.ts';

/** Fields of a comparison that are lists: in an address a parameter of the name for each value. */
const LISTS = ['run_ids', 'metrics', 'lower_is_better', 'pass_k'];
const NUMBERS = ['alpha', 'margin', 'resamples', 'seed'];
const DOCUMENTS = ['ranges', 'tasks'];

/** Reads the body of a comparison out of the query of an address, and checks it as a body is checked. */
@Injectable()
export class ComparisonQueryPipe extends RequestValidationPipe {
  override async transform(query: unknown): Promise<unknown> {
    const metadata: ArgumentMetadata = { type: 'body', metatype: CompareRequestDto };
    return super.transform(requestIn(query as Readonly<Record<string, unknown>>), metadata);
  }
}

/** A value of the wrong kind is left as it is, for the check to name. */
export function requestIn(query: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(query).map(([name, value]) => [name, valueOf(name, value)]));
}

function valueOf(name: string, value: unknown): unknown {
  if (LISTS.includes(name)) {
    const values: readonly unknown[] = Array.isArray(value) ? value : [value];
    return name === 'pass_k' ? values.map(numberOr) : values;
  }
  if (NUMBERS.includes(name)) return numberOr(value);
  return DOCUMENTS.includes(name) ? documentOr(value) : value;
}

function numberOr(value: unknown): unknown {
  return typeof value === 'string' && /^-?\d+(\.\d+)?(e-?\d+)?$/i.test(value) ? Number(value) : value;
}

function documentOr(value: unknown): unknown {
  try {
    return JSON.parse(String(value)) as unknown;
  } catch {
    return value;
  }
}

/** Documents the parameters that `ComparisonQueryPipe` reads. */
export function ComparisonQuery(): MethodDecorator {
  return applyDecorators(
    ...[
      list('run_ids', ['candidate', 'baseline']),
      list('metrics', ['label_correctness']),
      list('lower_is_better', []),
      list('pass_k', [], Number),
      ...NUMBERS.map((name) => ({ name, type: Number, example: NUMBER_EXAMPLES[name] })),
      ...DOCUMENTS.map((name) => ({ name, type: String, example: DOCUMENT_EXAMPLES[name] })),
      ...Object.entries(TEXT_EXAMPLES).map(([name, example]) => ({ name, type: String, example })),
    ].map((options) => ApiQuery({ required: false, description: descriptionOf(options.name), ...options })),
  );
}

const NUMBER_EXAMPLES: Readonly<Record<string, number>> = { alpha: 0.05, margin: 0.02, resamples: 10_000, seed: 0 };
const DOCUMENT_EXAMPLES: Readonly<Record<string, string>> = {
  ranges: '{"label_correctness":[0,1]}',
  tasks: '[{"name":"gsm8k","run_ids":["candidate-gsm8k","baseline-gsm8k"]}]',
};
const TEXT_EXAMPLES = {
  cluster_by: 'cluster',
  slice_by: 'tags',
  statistical_test: 'auto',
  correction: 'holm',
  family: 'all',
  missing: 'exclude',
  human_labels: 'helpful',
};

function list(name: string, example: readonly string[], type: typeof String | typeof Number = String) {
  return { name, type, isArray: true, example: [...example] };
}

function descriptionOf(name: string): string {
  if (LISTS.includes(name)) return `As in the body of the POST: a parameter \`${name}\` for each.`;
  return DOCUMENTS.includes(name) ? 'As in the body of the POST, as JSON.' : 'As in the body of the POST.';
}
