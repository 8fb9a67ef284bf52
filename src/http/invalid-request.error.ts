/** One thing that is wrong with a body or a query. */
export interface FieldFault {
  /** Such as `workers` or `metrics[0]`; empty for the body as a whole. */
  readonly path: string;
  /** Such as `must be an integer of 1 or more`. */
  readonly message: string;
}

/** A body or a query that does not match its schema. */
export class InvalidRequestError extends Error {
  override readonly name = 'InvalidRequestError';
  readonly faults: readonly FieldFault[];

  constructor(detail: string, faults: readonly FieldFault[]) {
    super(detail);
    this.faults = faults;
  }

  /** The error whose detail names all the faults. */
  static ofFaults(faults: readonly FieldFault[]): InvalidRequestError {
    const sentences = faults.map(({ path, message }) => `${path} ${message}`);
    return new InvalidRequestError(`The request does not match its schema: ${sentences.join('; ')}.`, faults);
  }
}
