/** What is wrong with a file as a whole; whoever reads it knows its name. */
export class ImportFault extends Error {
  override readonly name = 'ImportFault';
}
