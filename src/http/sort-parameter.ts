import { applyDecorators } from '@nestjs/common';
import type { ListSort } from '../domain/list-query.ts';
import { Check, documented } from './query-fields.ts';

const MAX_LENGTH = 1000;
const METRIC = 'metric.';

export interface MetricSort {
  readonly metric: string;
}

export interface SortOptions {
  readonly description: string;
  readonly fields: readonly string[];
  /** Whether `metric.NAME` is one too. */
  readonly hasMetrics: boolean;
  readonly example: string;
}

/** The optional query parameter `sort`, documented and checked. */
export function SortParameter({ description, fields, hasMetrics, example }: SortOptions): PropertyDecorator {
  const choices = [...fields, ...(hasMetrics ? [`${METRIC}NAME`] : [])].map((field) => `\`${field}\``).join(', ');
  const isSort = (value: unknown): boolean => {
    const sort = typeof value === 'string' && value.length <= MAX_LENGTH ? sortOf(value, fields) : undefined;
    return sort !== undefined && (hasMetrics || typeof sort.by === 'string');
  };
  return applyDecorators(
    documented({ type: 'string', description: `${description} One of ${choices}; with a leading \`-\` descending.`, example }),
    Check('isSort', `must be one of ${choices.replaceAll('`', '')}, with a leading - for descending order`, isSort),
  );
}

/** Reads `name` or `-name`; `undefined` for anything else. */
export function fieldSortOf<Field extends string>(text: string, fields: readonly Field[]): ListSort<Field> | undefined {
  const { name, isDescending } = directed(text);
  const field = fields.find((candidate) => candidate === name);
  return field === undefined ? undefined : { by: field, isDescending };
}

/** The same, and `metric.NAME` or `-metric.NAME`. */
export function sortOf<Field extends string>(text: string, fields: readonly Field[]): ListSort<Field | MetricSort> | undefined {
  const byField = fieldSortOf(text, fields);
  if (byField !== undefined) return byField;
  const { name, isDescending } = directed(text);
  const metric = name.startsWith(METRIC) ? name.slice(METRIC.length) : '';
  return metric === '' ? undefined : { by: { metric }, isDescending };
}

function directed(text: string): { readonly name: string; readonly isDescending: boolean } {
  const isDescending = text.startsWith('-');
  return { name: isDescending ? text.slice(1) : text, isDescending };
}
