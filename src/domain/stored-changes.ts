import type { Observable } from 'rxjs';

export const STORED_CHANGES = Symbol('StoredChanges');

/** Something that the store has got, from another process perhaps. */
export type StoredChange = { readonly jobId: string } | { readonly comparisonId: string };

/** Tells what has come to a store that several processes share. It may tell too much, and be late; nothing is told of a store of one process. */
export type StoredChanges = Observable<StoredChange>;
