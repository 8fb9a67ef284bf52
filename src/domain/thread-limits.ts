/**
 * Limits of every thread beside the one that serves. V8 lets the young generation of a thread grow to 128 MB, and keeps it; threads that
 * wait most of the time need no such store.
 */
export const THREAD_LIMITS = { maxYoungGenerationSizeMb: 16 } as const;
