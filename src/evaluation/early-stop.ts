import type { Refusal } from './model.ts';

/** What ends a job early by itself, as its manifest has it. */
export type EarlyReason =
  | { readonly reason: 'max_cost_usd' | 'max_tokens'; readonly limit: number; readonly spent: number }
  | { readonly reason: 'max_seconds'; readonly limit: number }
  | { readonly reason: 'max_failures'; readonly limit: number; readonly failed: number }
  | {
      readonly reason: 'decided';
      readonly comparison_id: string;
      readonly samples: number;
      readonly because: 'verdict' | 'max_samples';
    }
  | { readonly reason: 'refused'; readonly model: string; readonly refusal: Refusal; readonly refusals: number };

/** Why a job ends early. */
export interface EarlyEnd {
  readonly stopped: EarlyReason;
  /** What the job's owner is told; present where the job ends in an error. */
  readonly message?: string;
}

/**
 * A way to end work gracefully: once it is asked, nothing new is started, and what is in flight is finished and recorded. An abort, by
 * contrast, throws away what is in flight.
 */
export class EarlyStop {
  readonly #listeners = new Set<() => void>();
  #end: EarlyEnd | null = null;

  /** Only the first call counts. */
  ask(end: EarlyEnd): void {
    if (this.#end !== null) return;
    this.#end = end;
    for (const listener of this.#listeners) listener();
  }

  get isAsked(): boolean {
    return this.#end !== null;
  }

  /** Why; `null` while it was not asked. */
  get end(): EarlyEnd | null {
    return this.#end;
  }

  /** Calls `listener` once it is asked: at once if it was. The returned function forgets it. */
  onAsked(listener: () => void): () => void {
    if (this.isAsked) listener();
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }
}
