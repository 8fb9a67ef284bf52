import { Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';

const LOOK_MS = 1_000;

/** How many are looked for in one go; the others have their turn after them. */
const LOOKED_FOR_AT_ONCE = 50;

/** Waits for a run that is not there yet, or that others write. */
export interface RunExpectation {
  readonly runId: string;
  /** Looks how the run stands now, and says whether there is anything left to wait for. */
  look(): Promise<boolean>;
}

/** Looks every second for runs of which the bus says nothing: those that do not exist yet, and those that another program writes. */
@Injectable()
export class ExpectedRuns implements OnModuleDestroy {
  readonly #expected = new Set<RunExpectation>();
  #timer: NodeJS.Timeout | undefined;
  #isLooking = false;

  /** Until it has nothing left to wait for, or is given up. */
  expect(expectation: RunExpectation): void {
    this.#expected.add(expectation);
    this.#timer ??= setInterval(() => void this.#look(), LOOK_MS).unref();
  }

  giveUp(expectation: RunExpectation): void {
    this.#expected.delete(expectation);
    if (this.#expected.size > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  onModuleDestroy(): void {
    clearInterval(this.#timer);
    this.#expected.clear();
  }

  async #look(): Promise<void> {
    if (this.#isLooking) return;
    this.#isLooking = true;
    for (const expectation of [...this.#expected].slice(0, LOOKED_FOR_AT_ONCE)) await this.#lookFor(expectation);
    this.#isLooking = false;
  }

  async #lookFor(expectation: RunExpectation): Promise<void> {
    if (!this.#expected.delete(expectation)) return;
    // It goes to the end of the line.
    this.#expected.add(expectation);
    try {
      if (!(await expectation.look())) this.giveUp(expectation);
    } catch (error) {
      new Logger(ExpectedRuns.name).warn(`run ${expectation.runId} can't be looked for: ${String(error)}`);
    }
  }
}
