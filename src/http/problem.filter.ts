import { inspect } from 'node:util';
import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException, Inject } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Config } from '../config/config.ts';
import { CONFIG } from '../config/config.module.ts';
import {
  AmbiguousNameError,
  AssayError,
  BusyError,
  DrainingError,
  type ErrorCode,
  JobNotFoundError,
  NotNowError,
  type Occupancy,
  RunNotFoundError,
  UnusableRequestError,
  workDoneText,
} from '../domain/errors.ts';
import { InvalidRequestError } from './invalid-request.error.ts';
import { type Fault, sendProblem } from './problem.ts';
import { BodyTooLargeError } from './request-body.ts';
import { RouteTable } from './route-table.ts';
import { systemFault } from './system-fault.ts';

const RETRY_LATER = { 'retry-after': '5' };
const RETRY_SOON = { 'retry-after': '2' };

/** The status for each error code. */
const ERROR_STATUS: Readonly<Record<ErrorCode, number>> = {
  unusable_request: 400,
  ambiguous_name: 400,
  too_few_runs: 400,
  unsuitable_option: 422,
  job_not_found: 404,
  run_not_found: 404,
  labels_not_found: 404,
  comparison_not_found: 404,
  project_not_found: 404,
  prompt_not_found: 404,
  dataset_not_found: 404,
  benchmark_not_found: 404,
  busy: 409,
  illegal_move: 409,
  already_exists: 409,
  key_reused: 422,
  disk: 507,
  unavailable: 503,
  draining: 503,
};

/** Turns everything that is thrown into a problem. An unexpected error is a 500 whose cause is only in the log. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly routes: RouteTable,
  ) {}

  catch(exception: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    sendProblem(request, http.getResponse<FastifyReply>(), this.#fault(exception, request));
  }

  #fault(exception: unknown, request: FastifyRequest): Fault {
    if (exception instanceof AssayError) return domainFault(exception);

    if (exception instanceof InvalidRequestError)
      return { status: 422, code: 'invalid_request', detail: exception.message, errors: exception.faults };

    if (exception instanceof HttpException && exception.getStatus() < 500) return this.#httpFault(exception, request);

    return systemProblem(exception) ?? unexpected(exception);
  }

  #httpFault(exception: HttpException, request: FastifyRequest): Fault {
    const status = exception.getStatus();
    if (status === 404 && request.is404) return this.#noSuchRoute(request);

    if (status === 413) {
      const own = exception instanceof BodyTooLargeError ? exception : undefined;
      const { message } = own ?? new BodyTooLargeError(this.config.bodyLimitBytes, 'ASSAY_BODY_LIMIT');
      return { status, detail: message, ...(own === undefined ? {} : { headers: { connection: 'close' } }) };
    }
    if (status === 415) {
      const sent = request.headers['content-type'];
      const instead = sent === undefined ? 'no content type' : JSON.stringify(sent.slice(0, 100));
      return {
        status,
        detail: `The body must be JSON with the header "content-type: application/json"; this one has ${instead}.`,
      };
    }
    if (status === 416) return { status, detail: rangeFault(request) };
    return { status, detail: exception.message };
  }

  #noSuchRoute(request: FastifyRequest): Fault {
    const path = request.url.split('?', 1)[0] ?? '/';
    const methods = this.routes.methodsOf(path);
    if (methods.length === 0 || methods.includes(request.method))
      return { status: 404, detail: `There is no ${path.slice(0, 200)} here; /docs shows every route.` };

    const allow = methods.join(', ');
    return { status: 405, detail: `${path} takes ${allow}, not ${request.method}.`, headers: { allow } };
  }
}

function rangeFault({ headers }: FastifyRequest): string {
  const asked = JSON.stringify((headers.range ?? '').slice(0, 100));
  return `The range ${asked} has nothing of this file: ask without "range" for all of it.`;
}

function domainFault(error: AssayError): Fault {
  const status = ERROR_STATUS[error.code];
  const fault = { status, code: error.code, detail: error.message };
  if (error instanceof UnusableRequestError && error.path !== undefined)
    return { ...fault, errors: [{ path: error.path, message: error.message }] };
  if (error instanceof AmbiguousNameError) return { ...fault, candidates: error.candidates };
  if (error instanceof JobNotFoundError || error instanceof RunNotFoundError) return { ...fault, ...error.advice };
  if (error instanceof BusyError)
    return { ...fault, ...hintOf(error.occupancy), occupancy: error.occupancy, headers: RETRY_SOON };
  if (error instanceof DrainingError || error instanceof NotNowError) return { ...fault, headers: RETRY_LATER, isMeant: true };
  if (status === 507) return { ...fault, cause: error };
  return status === 503 ? { ...fault, headers: RETRY_LATER, cause: error } : fault;
}

/** How far the jobs are that have the places, and how to get one before they end by themselves. */
function hintOf({ running, progress = [] }: Occupancy): { readonly hint?: string } {
  const [first, ...others] = running;
  if (first === undefined) return {};
  const wayOut = others.length === 0 ? `POST /api/jobs/${first}/cancel ends it` : 'POST /api/jobs/{job_id}/cancel ends one';
  const far = progress.map((job) => `job ${job.job_id} ${workDoneText(job)}`);
  return { hint: [...far, wayOut].join('; ') };
}

function systemProblem(exception: unknown): Fault | undefined {
  const fault = systemFault(exception);
  return fault?.status === 503 ? { ...fault, headers: RETRY_LATER } : fault;
}

function unexpected(exception: unknown): Fault {
  return {
    status: 500,
    detail: 'Something went wrong on our side; the server log has the cause beside this request_id.',
    cause: exception instanceof Error ? exception : new Error(`thrown, but not an Error: ${inspect(exception)}`),
  };
}
