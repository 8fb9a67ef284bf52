/** The time, as a parameter: a test gives its own. */
export interface Clock {
  /** Now, ISO 8601 in UTC. */
  now(): string;
}

export const CLOCK = Symbol('Clock');

export const systemClock: Clock = { now: () => new Date().toISOString() };
