/** The dataset is not the one any more whose pages were fetched so far. */
export class SourceChangedError extends Error {
  override readonly name = 'SourceChangedError';
}
