import { hash } from 'node:crypto';
import { UnusableRequestError } from '../../../domain/errors.ts';
import type { SampleQuery } from '../../../domain/sample-query.ts';
import type { ReadableRun } from './readable-run.ts';

/** Where a page ends: what comes after it is later in the same order, whatever has come or gone meanwhile. */
export interface SamplePlacement {
  /** What is sorted by; `null` where the sample has no such value, and for the order in which samples came. */
  readonly value: number | string | null;
  readonly pos: number;
}

/** A place as a cursor has it: texts may be long, and are looked up again. */
export interface CursorPlace {
  readonly value: number | null | 'text';
  readonly pos: number;
}

const TEXT = true;

/** The cursor of a place among the samples of a run that a query asked for. */
export function cursorOf(run: ReadableRun, query: SampleQuery, { value, pos }: SamplePlacement): string {
  const kept = typeof value === 'string' ? TEXT : value;
  return Buffer.from(JSON.stringify([signatureOf(run, query), kept, pos])).toString('base64url');
}

/** The place that a query's cursor names; `undefined` without one. Throws `unusable_request` for a cursor of another list. */
export function placeOf(run: ReadableRun, query: SampleQuery): CursorPlace | undefined {
  if (query.cursor === undefined) return undefined;
  const [signature, value, pos] = parsed(query.cursor);
  const isValue = value === null || value === TEXT || typeof value === 'number';
  if (signature === signatureOf(run, query) && isValue && Number.isSafeInteger(pos))
    return { value: value === TEXT ? 'text' : value, pos: pos as number };
  throw foreignCursor();
}

/** Of a cursor that this list did not give out. */
export function foreignCursor(): UnusableRequestError {
  return new UnusableRequestError(
    'cursor is not one that this list gave out for the same filters and order: leave it out to start with the first sample',
  );
}

function signatureOf({ runId }: ReadableRun, query: SampleQuery): string {
  const { status, errorKind, reason, metric, min, max, against, deltaMin, deltaMax, paired, lowerIsBetter, tag, q, sort } =
    query;
  const filters = [status, errorKind, reason, metric, min, max, against, deltaMin, deltaMax, paired, lowerIsBetter, tag, q];
  return hash('sha256', JSON.stringify([runId, filters, sort?.by ?? 'position', sort?.isDescending ?? false])).slice(0, 12);
}

function parsed(cursor: string): readonly unknown[] {
  try {
    const value: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    return Array.isArray(value) ? value : [];
  } catch {
    return [];
  }
}
