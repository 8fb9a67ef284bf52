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

  constructor(message: string, status: number, fields: readonly FieldProblem[], running: readonly string[] = []) {
    super(message);
    this.status = status;
    this.fields = fields;
    this.running = running;
  }
}

/** The problem (RFC 9457) that an answer is. */
export async function problemOf(response: Response): Promise<ProblemError> {
  const body: unknown = await response.json().catch(() => null);
  const { detail, errors, running } = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>;
  const message =
    typeof detail === 'string' ? detail : `The server answered ${String(response.status)} ${response.statusText}.`;
  return new ProblemError(
    message,
    response.status,
    Array.isArray(errors) ? (errors as FieldProblem[]) : [],
    Array.isArray(running) ? running.map(String) : [],
  );
}
