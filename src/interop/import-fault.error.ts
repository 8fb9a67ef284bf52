/** What is wrong with a file of results: where in it, and why. Its sentence is for the person who gave the file. */
export class ImportFaultError extends Error {
  override readonly name = 'ImportFaultError';
  /** Such as `samples/3_epoch_1.json` or `results.results[4]`; empty for the whole file. */
  readonly place: string;

  constructor(place: string, message: string) {
    super(message);
    this.place = place;
  }

  /** The same fault inside something larger, such as an archive. */
  within(place: string): ImportFaultError {
    return new ImportFaultError([place, this.place].filter((part) => part !== '').join(': '), this.message);
  }
}
