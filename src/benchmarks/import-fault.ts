/** What is wrong with a file as a whole; whoever reads it knows its name. */
export class DataImportError extends Error {
  override readonly name = 'DataImportError';
}
