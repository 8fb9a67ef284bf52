import { STATUS_CODES } from 'node:http';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { NameCandidate, Occupancy, RunningJob } from '../domain/errors.ts';
import { noteFault } from './fault-note.ts';
import type { FieldFault } from './invalid-request.error.ts';
import { jsonText } from '../evaluation/json-text.ts';
import { visibleText } from '../evaluation/visible-text.ts';
import { prefixOf } from './proxies.ts';

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
  readonly hint?: string;
  readonly candidates?: readonly NameCandidate[];
  readonly running?: readonly string[];
  readonly limit?: number;
  readonly setting?: string;
  readonly progress?: readonly RunningJob[];
  readonly checks?: Readonly<Record<string, object>>;
}

/** What went wrong, apart from the request that it happened to. */
export interface Fault {
  readonly status: number;
  readonly detail: string;
  /** Stable, for programs; without it the status says everything. */
  readonly code?: string;
  readonly errors?: readonly FieldFault[];
  /** What to do about it, for people. */
  readonly hint?: string;
  /** What a name may mean. */
  readonly candidates?: readonly NameCandidate[];
  /** What takes the places of a job that is refused. */
  readonly occupancy?: Occupancy;
  /** What a server that is not ready has looked at. */
  readonly checks?: Readonly<Record<string, object>>;
  readonly headers?: Readonly<Record<string, string>>;
  /** Whether a 5xx is a refusal on purpose rather than a fault: the server is full, or about to stop. */
  readonly isMeant?: boolean;
  /** The reason, for the log only. */
  readonly cause?: Error;
}

/** What a problem says about its request. */
interface RequestFacts {
  readonly id: string;
  /** The path and the query. */
  readonly url: string;
}

export function problem(fault: Fault, { id, url }: RequestFacts): Problem {
  return {
    type: fault.code === undefined ? 'about:blank' : `urn:assay:problem:${fault.code}`,
    title: STATUS_CODES[fault.status] ?? 'Error',
    status: fault.status,
    detail: visibleText(fault.detail),
    instance: url.split('?', 1)[0] ?? '/',
    request_id: id,
    ...(fault.errors === undefined ? {} : { errors: fault.errors }),
    ...(fault.hint === undefined ? {} : { hint: visibleText(fault.hint) }),
    ...(fault.candidates === undefined ? {} : { candidates: fault.candidates }),
    ...fault.occupancy,
    ...(fault.checks === undefined ? {} : { checks: fault.checks }),
  };
}

/** Answers with a problem; its cause goes to the request's line in the log. */
export function sendProblem(request: FastifyRequest, reply: FastifyReply, fault: Fault): void {
  logFault(reply, fault);

  if (reply.sent || reply.raw.headersSent) {
    // Too late for an answer: cutting the connection is the only way to show that it is incomplete.
    reply.raw.destroy();
    return;
  }
  for (const header of ['content-length', 'content-encoding', 'etag', 'last-modified']) reply.removeHeader(header);

  reply
    .code(fault.status)
    .headers(fault.headers ?? {})
    .header('cache-control', 'no-store')
    .type(PROBLEM_TYPE)
    .send(jsonText(problem(fault, { id: request.id, url: prefixOf(request.raw) + request.url })));
}

/** Puts a fault and its cause into the request's line in the log, for answers that are no problems, such as pages. */
export function logFault(reply: FastifyReply, fault: Fault): void {
  if (fault.cause !== undefined) reply.raw.err = fault.cause;
  noteFault(reply.raw, fault);
}
