import type { Reading } from '../domain/meters.ts';
import type { ModelHold } from '../models/model-registry.ts';

/** For how long the calls of models were held up, over all jobs. Times are in milliseconds of one clock. */
export class HoldClock {
  readonly #since = new Map<object, { readonly holds: readonly ModelHold[]; readonly atMs: number }>();
  readonly #totals = new Map<string, { readonly labels: Reading['labels']; seconds: number }>();

  /** From now on these models of a job are held up; none once it has ended. */
  change(job: object, holds: readonly ModelHold[], nowMs: number): void {
    const before = this.#since.get(job);
    if (before !== undefined) for (const hold of before.holds) this.#add(hold, (nowMs - before.atMs) / 1_000);
    if (holds.length === 0) this.#since.delete(job);
    else this.#since.set(job, { holds, atMs: nowMs });
  }

  /** How many jobs are held up now, by model and reason; one that was held up before reads 0. */
  held(): readonly Reading[] {
    const counts = new Map<string, Reading>();
    for (const [key, { labels }] of this.#totals) counts.set(key, { labels, value: 0 });
    for (const { holds } of this.#since.values()) {
      for (const hold of holds) {
        const count = counts.get(keyOf(hold)) ?? { labels: { ...hold }, value: 0 };
        counts.set(keyOf(hold), { ...count, value: count.value + 1 });
      }
    }
    return [...counts.values()];
  }

  /** Seconds, those of holds that go on included. */
  seconds(nowMs: number): readonly Reading[] {
    for (const [job, { holds }] of this.#since) this.change(job, holds, nowMs);
    return Array.from(this.#totals.values(), ({ labels, seconds }) => ({ labels, value: seconds }));
  }

  #add(hold: ModelHold, seconds: number): void {
    const total = this.#totals.get(keyOf(hold)) ?? { labels: { ...hold }, seconds: 0 };
    total.seconds += seconds;
    this.#totals.set(keyOf(hold), total);
  }
}

function keyOf({ model, reason }: ModelHold): string {
  return `${reason} ${model}`;
}
