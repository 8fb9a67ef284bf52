/** What is wrong with one field of a request; `path` is such as `metrics[0]`, and empty for the body as a whole. */
export interface FieldProblem {
  readonly path: string;
  readonly message: string;
}

/** A request that failed; `message` is the server's own sentence, fit to be shown. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';
  /** HTTP's; 0 where there was no answer. */
  readonly status: number;
  readonly fields: readonly FieldProblem[];
  /** Of a job that is refused because others run: their ids. */
  readonly running: readonly string[];
  /** The server's stable word for what is wrong, such as `already_exists`; empty where it has none. */
  readonly code: string;

  constructor(
    message: string,
    status: number,
    fields: readonly FieldProblem[],
    { running = [], code = '' }: { readonly running?: readonly string[]; readonly code?: string } = {},
  ) {
    super(message);
    this.code = code;
    this.status = status;
    this.fields = fields;
    this.running = running;
  }
}

/** Whether the server, or a proxy before it, was not there to answer. */
export function isAway(error: Error | null): boolean {
  return error instanceof ProblemError && (error.status === 0 || error.status >= 500);
}

/** The problem (RFC 9457) that an answer is. */
export async function problemOf(response: Response): Promise<ProblemError> {
  const body: unknown = await response.json().catch(() => null);
  const { detail, errors, running, type } = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>;
  const message =
    typeof detail === 'string' ? detail : `The server answered ${String(response.status)} ${response.statusText}.`;
  return new ProblemError(message, response.status, Array.isArray(errors) ? (errors as FieldProblem[]) : [], {
    running: Array.isArray(running) ? running.map(String) : [],
    code: typeof type === 'string' ? (/^urn:assay:problem:(.+)$/.exec(type)?.[1] ?? '') : '',
  });
}
