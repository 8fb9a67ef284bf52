/** Two answers, whether they are the same, and why. */
export interface WrittenPair {
  readonly given: string;
  readonly expected: string;
  readonly equal: boolean;
  readonly because: string;
}
