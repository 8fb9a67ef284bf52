/** What came of one fault: a row of the table. */
export interface Outcome {
  readonly fault: string;
  readonly tries: number;
  readonly checked: string;
  /** Things that a client had seen and that are gone or changed. */
  readonly lost: number;
  /** Everything else that should be otherwise, in words. */
  readonly wrong: readonly string[];
  /** From the fault until all was well again; `null` where nothing had to recover. */
  readonly longestRecoveryMs: number | null;
}

/** How much time a fault may take, from 1 on: tries grow with it. */
export interface Effort {
  readonly minutes: number;
}

export interface Fault {
  readonly name: string;
  strike(effort: Effort): AsyncIterable<Outcome>;
}

/** Collects what the tries of a fault show. */
export class Tally {
  tries = 0;
  lost = 0;
  readonly wrong: string[] = [];
  longestRecoveryMs = 0;

  recovered(ms: number): void {
    this.longestRecoveryMs = Math.max(this.longestRecoveryMs, ms);
  }

  /** Takes it as wrong unless it is so. */
  expect(isSo: boolean, what: string): void {
    if (!isSo) this.wrong.push(what);
  }

  outcome(fault: string, checked: string): Outcome {
    const { tries, lost, wrong, longestRecoveryMs } = this;
    return { fault, tries, checked, lost, wrong, longestRecoveryMs: longestRecoveryMs === 0 ? null : longestRecoveryMs };
  }
}
