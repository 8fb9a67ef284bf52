import { STATUS_CODES } from 'node:http';
import type { FieldFault } from './invalid-request.error.ts';

export const PROBLEM_TYPE = 'application/problem+json';

/** An error as the wire has it (RFC 9457). */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly instance: string;
  readonly request_id: string;
  readonly errors?: readonly FieldFault[];
}

/** What a problem is about, before it is known who asked. */
export interface Fault {
  readonly status: number;
  readonly detail: string;
  /** Never changes, for programs; without it the status says all there is. */
  readonly code?: string;
  readonly errors?: readonly FieldFault[];
  readonly headers?: Readonly<Record<string, string>>;
  /** Why, for the log alone. */
  readonly cause?: Error;
}

/** The part of a request that a problem names. */
export interface Asked {
  readonly id: string;
  /** The path and the query. */
  readonly url: string;
}

export function problem(fault: Fault, asked: Asked): Problem {
  return {
    type: fault.code === undefined ? 'about:blank' : `urn:assay:problem:${fault.code}`,
    title: STATUS_CODES[fault.status] ?? 'Error',
    status: fault.status,
    detail: fault.detail,
    instance: asked.url.split('?', 1)[0] ?? '/',
    request_id: asked.id,
    ...(fault.errors === undefined ? {} : { errors: fault.errors }),
  };
}
