import { type Answer, askedWith, completeWith, type RequestOptions } from './completion-request.ts';
import type { EarlyReason, EarlyStop } from './early-stop.ts';
import type { JsonObject } from './json.ts';
import type { ModelCalls } from './model-calls.ts';
import type { Complete } from './program.ts';
import { ProgramError } from './single-completion.ts';
import { StoppedWaitError } from './stopped-waits.ts';

/** What ends a job because it may take no more: its trials make no further calls then. Other ends let them come to theirs. */
const SPENT: ReadonlySet<EarlyReason['reason']> = new Set(['max_cost_usd', 'max_tokens', 'max_seconds', 'refused']);

/** What a program's completions need beside its model. */
export interface ManyCompletionsOptions {
  readonly generationKwargs: JsonObject;
  readonly signal: AbortSignal;
  readonly earlyStop: EarlyStop | undefined;
}

/** Lets a program complete as often as it needs, also several times at once. One for each trial. */
export class ManyCompletions {
  readonly #calls: ModelCalls;
  readonly #options: ManyCompletionsOptions;
  readonly #underWay = new Set<Promise<unknown>>();
  #isClosed = false;
  #cutBy: string | null = null;

  constructor(calls: ModelCalls, options: ManyCompletionsOptions) {
    this.#calls = calls;
    this.#options = options;
  }

  /** What the program gets. */
  readonly complete: Complete = completeWith((prompt, options) => this.#ask(prompt, options));

  /** What ended the job before a call of the program could be made; `null` where all were made. */
  get cutBy(): string | null {
    return this.#cutBy;
  }

  /** What the program gives. Calls that it has left behind are waited for, since they are paid for, and it may make no more. */
  async around<Result>(program: () => Promise<Result>): Promise<Result> {
    try {
      const result = await program();
      const open = this.#underWay.size;
      if (open > 0) throw new ProgramError(leftBehind(open));
      return result;
    } finally {
      this.#isClosed = true;
      await Promise.allSettled(this.#underWay);
    }
  }

  async #ask(prompt: unknown, options: RequestOptions): Promise<Answer> {
    if (this.#isClosed) throw new ProgramError('complete() was called after the trial had ended');
    const { earlyStop, generationKwargs, signal } = this.#options;
    const ended = earlyStop?.end?.stopped.reason;
    if (ended !== undefined && SPENT.has(ended)) {
      this.#cutBy = ended;
      throw new StoppedWaitError(`the job ends (${ended}), and this call was not made`);
    }
    const answer = askedWith(this.#calls, { prompt, options, generationKwargs }, signal);
    this.#underWay.add(answer);
    try {
      return await answer;
    } catch (error) {
      if (error instanceof StoppedWaitError) this.#cutBy = earlyStop?.end?.stopped.reason ?? 'early';
      throw error;
    } finally {
      this.#underWay.delete(answer);
    }
  }
}

function leftBehind(open: number): string {
  const calls = open === 1 ? 'a completion was' : `${open} completions were`;
  return `the program returned before ${calls} answered; write \`await complete(…)\`, or await them all`;
}
