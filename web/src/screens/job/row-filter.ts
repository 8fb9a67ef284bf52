import type { AddressChange } from '../../lib/query.ts';

/** Which rows are shown; the empty string is no condition. The names are those of the address. */
export interface RowFilter {
  readonly status: string;
  /** A kind of error, or its class. */
  readonly kind: string;
  /** The key of a reason for which a row, or a scoring of it, failed. */
  readonly reason: string;
  readonly metric: string;
  readonly min: string;
  readonly max: string;
  readonly tag: string;
  readonly q: string;
}

/** The conditions as the server has them. */
export interface RowConditions {
  readonly status?: 'success' | 'failed';
  readonly error_kind?: string;
  readonly reason?: string;
  readonly metric?: string;
  readonly min?: number;
  readonly max?: number;
  readonly tag?: string;
  readonly q?: string;
}

const FILTER_NAMES = [
  'status',
  'kind',
  'reason',
  'metric',
  'min',
  'max',
  'tag',
  'q',
] as const satisfies readonly (keyof RowFilter)[];

/** What the server takes for a reason. */
const REASON = /^[0-9a-f]{12}$/;

/** The filter that an address holds. */
export function rowFilterOf(get: (name: string) => string): RowFilter {
  return Object.fromEntries(FILTER_NAMES.map((name) => [name, get(name)])) as unknown as RowFilter;
}

/** The change that takes every condition out of an address. */
export const NO_FILTER: AddressChange = Object.fromEntries(FILTER_NAMES.map((name) => [name, null]));

/** Whether it leaves anything out. */
export function isFiltering(filter: RowFilter): boolean {
  return FILTER_NAMES.some((name) => name !== 'metric' && filter[name] !== '');
}

/** What to ask the server for. A range or reason that can't be one, as while it is being typed, is left out. */
export function conditionsOf({ status, kind, reason, metric, min, max, tag, q }: RowFilter): RowConditions {
  const [low, high] = rangeOf(min, max);
  const hasRange = low !== undefined || high !== undefined;
  return {
    ...(status === 'success' || status === 'failed' ? { status } : {}),
    ...(kind === '' ? {} : { error_kind: kind }),
    ...(REASON.test(reason) ? { reason } : {}),
    ...(hasRange && metric !== '' ? { metric } : {}),
    ...(low === undefined ? {} : { min: low }),
    ...(high === undefined ? {} : { max: high }),
    ...(tag === '' ? {} : { tag }),
    ...(q.trim() === '' ? {} : { q: q.trim() }),
  };
}

/** The same filter without the range of scores, which a distribution shows the whole of. */
export function withoutRange(filter: RowFilter): RowFilter {
  return { ...filter, min: '', max: '' };
}

function rangeOf(min: string, max: string): readonly [number | undefined, number | undefined] {
  const low = numberOf(min);
  const high = numberOf(max);
  return low !== undefined && high !== undefined && high < low ? [low, undefined] : [low, high];
}

function numberOf(text: string): number | undefined {
  const value = text.trim() === '' ? Number.NaN : Number(text);
  return Number.isFinite(value) ? value : undefined;
}
