/** What was done to the template of an earlier step. */
export interface Attempt {
  readonly base: number;
  /** Names of moves, sorted. */
  readonly moves: readonly string[];
}

const PLAN = /\bOn step (\d+): ([a-z0-9 ,+-]+)\./;

const JOINT = ' + ';

/** The first sentence of an edit plan; every name consists of lower-case words and numbers. */
export function planSentence({ base, moves }: Attempt): string {
  return `On step ${base}: ${moves.toSorted().join(JOINT)}.`;
}

/** The attempt that a plan, or a line of the history, speaks of; `null` where it speaks of none. */
export function plannedAttempt(text: string): Attempt | null {
  const [, base, moves] = PLAN.exec(text) ?? [];
  return base === undefined || moves === undefined ? null : { base: Number(base), moves: moves.split(JOINT) };
}
