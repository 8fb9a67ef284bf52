import type { LiveState } from '../statistics/live/live-comparison.ts';
import type { StateDocument } from './comparison-wire.ts';

/** The least time between two states, and the most while samples come. */
const LEAST_MS = 100;
const MOST_MS = 5_000;

/** A comparison says about as many states at most, however many samples it has. */
const STATES = 1_000;

/** Says when a state is worth saying. */
export interface StatePace {
  /** A new verdict always is. */
  isDue(state: LiveState): boolean;
  /** How long until this state is due, at most `longestMs`. */
  msLeft(state: LiveState, longestMs: number): number;
  said(state: LiveState): void;
}

/** `last` is what was said before, after which what is known already is not said again. */
export function statePace(last: StateDocument | null): StatePace {
  let saidAt = -Infinity;
  let said = last && { n: last.n, verdicts: last.metrics.map(({ verdict }) => verdict).join() };

  function msUntilDue(state: LiveState): number {
    if (said !== null && state.n <= said.n) return Infinity;
    if (said === null || verdictsOf(state) !== said.verdicts) return 0;
    const pause = state.n - said.n >= state.of / STATES ? LEAST_MS : MOST_MS;
    return Math.max(0, saidAt + pause - performance.now());
  }

  return {
    isDue: (state) => msUntilDue(state) === 0,
    msLeft: (state, longestMs) => Math.min(longestMs, msUntilDue(state)),
    said(state) {
      saidAt = performance.now();
      said = { n: state.n, verdicts: verdictsOf(state) };
    },
  };
}

function verdictsOf({ metrics }: LiveState): string {
  return metrics.map(({ verdict }) => verdict).join();
}
