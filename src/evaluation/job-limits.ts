import { completionsOf, usageOf } from './call-totals.ts';
import type { EarlyReason, EarlyStop } from './early-stop.ts';
import type { CalledPayload, CallsPayload, EngineEvent, ProposalPayload, TrialPayload } from './event.ts';
import { FailureTally, reasonsText } from './failure-tally.ts';
import type { JobLog, KeptWork } from './kept-work.ts';

/** What a job may take before it is ended; absent is no limit. */
export interface JobLimits {
  /** Of programs, judges and the proposer together. */
  readonly maxCostUsd?: number;
  /** Input and output tokens of programs, judges and the proposer together. */
  readonly maxTokens?: number;
  readonly maxSeconds?: number;
  /** Failed trials: a count, or, below 1, a share of the trials, in a search of the trials of each step. */
  readonly maxFailures?: number;
}

/** How many trials a step takes. */
export interface StepTrials {
  readonly ofStep: number;
  /** Of one that tests a template on held-out rows. */
  readonly ofHoldout: number;
}

/** How many answers without a count of tokens are let pass where tokens are limited. */
const MOST_UNCOUNTED = 10;

const TOLD_REASONS = 3;

/** The longest delay that a timer takes. */
const LONGEST_DELAY_MS = 2 ** 31 - 1;

/**
 * Sees the events of a job as they come, and asks for its end when it has taken what it may. What is in flight then is not counted
 * beforehand, so the job takes as much more as that takes.
 */
export class LimitWatch {
  readonly #limits: JobLimits;
  readonly #stepTrials: StepTrials;
  readonly #stop: EarlyStop;
  readonly #failures = new FailureTally();
  #costUsd = 0;
  #tokens = 0;
  readonly #uncounted = new Map<string, number>();
  #failed = 0;
  #failedOfStep = 0;
  #step = 0;
  readonly #heldOutSteps = new Set<number>();

  /** `stepTrials` are the trials of the job, in a search those of a step. */
  constructor(limits: JobLimits, stepTrials: StepTrials, stop: EarlyStop) {
    this.#limits = limits;
    this.#stepTrials = stepTrials;
    this.#stop = stop;
  }

  /**
   * Counts what a job that goes on has taken before: all its calls, and the failures among the trials that are `kept`. The seconds begin
   * anew.
   */
  async recall(log: JobLog, kept: KeptWork): Promise<void> {
    const { maxCostUsd, maxTokens, maxFailures } = this.#limits;
    if (maxCostUsd !== undefined || maxTokens !== undefined)
      for await (const { payload } of log.read(0)) this.#count((payload as Partial<TrialPayload> | null)?.telemetry);
    if (maxFailures === undefined) return;
    for await (const { type, step_index: step, payload } of kept.events()) {
      if (type === 'proposal') this.#noteStep(step, payload as ProposalPayload);
      if (type === 'trial' && (payload as TrialPayload).status === 'failed') this.#countFailure(step, payload as TrialPayload);
    }
  }

  /** Begins to count the seconds. The returned function ends that. */
  startClock(): () => void {
    const { maxSeconds } = this.#limits;
    if (maxSeconds === undefined) return () => undefined;
    let timer: NodeJS.Timeout;
    const wait = (leftMs: number): void => {
      const delayMs = Math.min(leftMs, LONGEST_DELAY_MS);
      timer = setTimeout(
        () => (leftMs > delayMs ? wait(leftMs - delayMs) : this.#end({ reason: 'max_seconds', limit: maxSeconds })),
        delayMs,
      );
    };
    wait(maxSeconds * 1000);
    return () => clearTimeout(timer);
  }

  see(event: EngineEvent): void {
    switch (event.type) {
      case 'trial':
        // Calls of a program that asks as often as it needs were seen when they were made.
        if (event.payload.telemetry?.calls === undefined) this.#count(event.payload.telemetry);
        if (event.payload.status === 'failed') this.#countFailure(event.stepIndex, event.payload);
        return;
      case 'proposal':
        this.#noteStep(event.stepIndex, event.payload);
        this.#count(event.payload.telemetry);
        return;
      case 'scoring':
      case 'error':
        this.#count(event.payload.telemetry);
        return;
      case 'step':
        return;
      default:
        event satisfies never;
    }
  }

  /** A program that asks as often as it needs has made a call: its trial may make many more. */
  readonly seeCall = (call: CallsPayload): void => this.#count(call);

  #count(telemetry: CalledPayload | undefined): void {
    if (telemetry !== undefined) for (const completion of completionsOf(telemetry)) this.#countCompletion(completion);
  }

  #countCompletion(calls: CallsPayload): void {
    const { inputTokens, outputTokens, costUsd } = usageOf(calls);
    this.#tokens += (inputTokens ?? 0) + (outputTokens ?? 0);
    this.#costUsd += costUsd ?? 0;
    const { maxTokens, maxCostUsd } = this.#limits;
    const isUncounted = calls.response.content !== '' && inputTokens === null && outputTokens === null;
    if (maxTokens !== undefined) this.#check({ reason: 'max_tokens', limit: maxTokens, spent: this.#tokens }, isUncounted);
    if (maxCostUsd !== undefined)
      this.#check({ reason: 'max_cost_usd', limit: maxCostUsd, spent: this.#costUsd }, isUncounted || costUsd === null);
  }

  #check(stopped: Extract<EarlyReason, { spent: number }>, isUncounted: boolean): void {
    if (stopped.spent >= stopped.limit) this.#end(stopped);
    if (isUncounted) this.#missCount(stopped);
  }

  /** A limit that can't be kept is no limit. */
  #missCount(stopped: EarlyReason): void {
    const uncounted = (this.#uncounted.get(stopped.reason) ?? 0) + 1;
    this.#uncounted.set(stopped.reason, uncounted);
    if (uncounted < MOST_UNCOUNTED) return;
    this.#end(stopped, `${stopped.reason} can't be kept: ${uncounted} answers came without a count of their tokens`);
  }

  #noteStep(step: number, { holdout_of: of }: ProposalPayload): void {
    if (of !== undefined) this.#heldOutSteps.add(step);
  }

  #countFailure(step: number, trial: TrialPayload): void {
    const { maxFailures } = this.#limits;
    if (step !== this.#step) this.#failedOfStep = 0;
    this.#step = step;
    this.#failed += 1;
    this.#failedOfStep += 1;
    this.#failures.addTrial(trial, undefined);
    if (maxFailures === undefined) return;
    const failed = isShare(maxFailures) ? this.#failedOfStep : this.#failed;
    const { ofStep, ofHoldout } = this.#stepTrials;
    if (!isOverFailures(maxFailures, failed, this.#heldOutSteps.has(step) ? ofHoldout : ofStep)) return;
    this.#end({ reason: 'max_failures', limit: maxFailures, failed }, this.#failureText(failed, maxFailures));
  }

  #failureText(failed: number, limit: number): string {
    const reasons = reasonsText(this.#failures.commonest(TOLD_REASONS));
    return `${failed} trials failed, which is more than max_failures (${limit}) allows: ${reasons}`;
  }

  #end(stopped: EarlyReason, message?: string): void {
    this.#stop.ask(message === undefined ? { stopped } : { stopped, message });
  }
}

/** Whether a limit of failures is a share of the trials of a step, and not a count of all. */
export function isShare(maxFailures: number): boolean {
  return maxFailures > 0 && maxFailures < 1;
}

/** Whether so many failed trials, of a step where the limit is a share, are too many. */
export function isOverFailures(maxFailures: number, failed: number, stepTrials: number): boolean {
  return isShare(maxFailures) ? failed / stepTrials > maxFailures : failed > maxFailures;
}
