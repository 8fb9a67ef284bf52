export const KEY_DOCUMENTS = Symbol('KeyDocuments');

/** A small text that several processes read and change. Methods throw `unavailable` while the database is away that has it. */
export interface SharedText {
  /** Where it is, for people. */
  readonly place: string;

  /** `undefined` where there is none. */
  read(): Promise<string | undefined>;

  /** Changes it while no other process does. What `change` throws leaves it as it is. */
  change(change: (text: string | undefined) => string): Promise<void>;
}

/** What is kept of the keys by which callers get in. */
export interface KeyDocuments {
  /** The keys, as hashes. */
  readonly keys: SharedText;
  /** When they were last used. */
  readonly uses: SharedText;
}
