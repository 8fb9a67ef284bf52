import type { ErrorCode } from '../domain/errors.ts';
import { problem, type Fault, type Problem } from './problem.ts';

type Example = Omit<Fault, 'status' | 'code'> & {
  readonly code?: ErrorCode | 'invalid_request' | 'draining' | 'foreign_host' | 'foreign_origin';
};

const REQUEST_ID = '0b1e1b8e-6f4e-4f0e-9f39-1d6f0f7c5a52';

/** One problem of each status, as it may really come. */
const EXAMPLES: Readonly<Record<number, Example>> = {
  400: { code: 'unusable_request', detail: 'there is no program "v9" in project classify_sentiment; it has plain, v1' },
  403: {
    code: 'foreign_origin',
    detail:
      'Pages of the origin "https://dash.example" may not call this server: name it in ASSAY_CORS_ORIGINS if they should.',
  },
  404: { code: 'job_not_found', detail: 'job not found' },
  409: { code: 'busy', detail: 'another job is already running' },
  413: { detail: 'The body is larger than 1048576 bytes; send less, or start the server with a larger ASSAY_BODY_LIMIT.' },
  415: { detail: 'The body must be JSON with the header "content-type: application/json"; this one has "text/plain".' },
  421: {
    code: 'foreign_host',
    detail:
      'This server does not answer to the host "assay.example": call it by localhost or by its own address, or name the host in ' +
      'ASSAY_ALLOWED_HOSTS.',
  },
  422: {
    code: 'invalid_request',
    detail: 'The request does not match its schema: workers must be an integer of 1 or more.',
    errors: [{ path: 'workers', message: 'must be an integer of 1 or more' }],
  },
  500: { detail: 'Something went wrong on our side; the server log has the cause beside this request_id.' },
  503: { code: 'draining', detail: 'The server is shutting down; try again soon.' },
};

/** A problem with this status, as the route at `path` may answer it; `undefined` for a status that none of ours has. */
export function problemExample(status: number, path: string): Problem | undefined {
  const example = EXAMPLES[status];
  return example === undefined ? undefined : problem({ ...example, status }, { id: REQUEST_ID, url: path });
}
