/** The data of a built-in project is not on this machine yet. */
export class DataMissingError extends Error {
  override readonly name = 'DataMissingError';
  readonly project: string;

  constructor(project: string) {
    super(`the data of ${project} is not on this machine`);
    this.project = project;
  }
}
