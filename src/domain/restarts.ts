export const RESTARTS = Symbol('Restarts');

/** Remembers for all processes, also over restarts, which interrupted jobs a server has left as they were. */
export interface Restarts {
  /** When a server last left interrupted jobs as they were, ISO 8601; `null` where none has. */
  lastLeft(): Promise<string | null>;

  /** Notes that a server leaves those that are interrupted now. */
  leave(): Promise<void>;
}
