/** Something happened that Assay promises never happens. */
export class BrokenPromiseError extends Error {
  override readonly name = 'BrokenPromiseError';
}
