/** What a program gave, the reference, whether the metric scores it as right, and why. */
export interface ScoredOutput {
  readonly output: string | { readonly answer: string };
  readonly reference: string;
  readonly right: boolean;
  readonly because: string;
}

/** The output has the answer of the reference. */
export function right(output: ScoredOutput['output'], reference: string, because: string): ScoredOutput {
  return { output, reference, right: true, because };
}

/** It has not. */
export function wrong(output: ScoredOutput['output'], reference: string, because: string): ScoredOutput {
  return { output, reference, right: false, because };
}
