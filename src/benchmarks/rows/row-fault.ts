/** What is wrong with one row; whoever reads the rows knows which one it is. */
export class RowError extends Error {
  override readonly name = 'RowError';
}
