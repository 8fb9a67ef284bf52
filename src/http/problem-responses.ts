import { applyDecorators } from '@nestjs/common';
import { ApiExtraModels, ApiResponse, type ApiResponseOptions, getSchemaPath, type OpenAPIObject } from '@nestjs/swagger';
import { PROBLEM_TYPE } from './problem.ts';
import { ProblemDto } from './problem.dto.ts';

/** Why a route may answer with each status, unless the route gives a reason of its own. */
const REASONS = {
  400: "Something that the request names can't be used.",
  404: 'What the request names does not exist.',
  409: 'The present state does not allow it.',
  413: 'The body is too large.',
  415: 'The body is not JSON.',
  422: 'The request does not match its schema; `errors` names every fault.',
  503: 'The server is shutting down or lacks what it needs, such as its folders; `Retry-After` says when to come back.',
} as const;

type OperationObject = NonNullable<OpenAPIObject['paths'][string]['get']>;

export type ProblemStatus = keyof typeof REASONS;

/**
 * Documents the problems of a route. Every route may also answer 403, 414, 421, 429, 500, 503 and 507, and one that changes something those of
 * `addReadingProblems`. A status alone has the usual reason; a pair gives
 * the route's own: `@ProblemResponses([409, 'Another job runs.'], 422)`.
 */
export function ProblemResponses(...problems: readonly (ProblemStatus | readonly [ProblemStatus, string])[]): MethodDecorator {
  const responses = problems.map((problem) =>
    typeof problem === 'number' ? response(problem, REASONS[problem]) : response(...problem),
  );
  const given = problems.map((problem) => (typeof problem === 'number' ? problem : problem[0]));
  const always = [
    response(403, 'The key lacks the scope, or the `Origin` is neither the host of the request nor in `ASSAY_CORS_ORIGINS`.'),
    response(414, 'An id in the path, or the query, is longer than `ASSAY_MAX_ID_LENGTH` or `ASSAY_MAX_QUERY_LENGTH`.'),
    response(421, 'The `Host` is neither one of this machine nor in `ASSAY_ALLOWED_HOSTS`.'),
    response(
      429,
      'There were too many requests, wrong keys or open streams of this key or address; `Retry-After` says when to come back.',
    ),
    response(500, 'A fault of the server; its log has the cause beside the same `request_id`.'),
    ...(given.includes(503) ? [] : [response(503, REASONS[503])]),
    response(507, 'The disk is full or can’t be written; `detail` says which.'),
  ];
  return applyDecorators(ApiExtraModels(ProblemDto), ...[...responses, ...always].map((options) => ApiResponse(options)));
}

/**
 * What can't be read is refused on every route: values in the path that can't be decoded, and bodies wherever something may be changed, also
 * where none is needed.
 */
export function addReadingProblems({ paths }: OpenAPIObject): void {
  for (const [path, { get, post, put, patch, delete: remove }] of Object.entries(paths)) {
    if (path.includes('{')) for (const operation of [get, post, put, patch, remove]) addProblems(operation, [400]);
    for (const operation of [post, put, patch, remove]) addProblems(operation, [413, 415, 422]);
  }
}

function addProblems(operation: OperationObject | undefined, statuses: readonly (keyof typeof REASONS)[]): void {
  if (operation === undefined) return;
  for (const status of statuses)
    operation.responses[String(status)] ??= { description: REASONS[status], content: PROBLEM_CONTENT };
}

const PROBLEM_CONTENT = { [PROBLEM_TYPE]: { schema: { $ref: getSchemaPath(ProblemDto) } } };

function response(status: number, description: string): ApiResponseOptions {
  return { status, description, content: PROBLEM_CONTENT };
}
