import type { Comparison } from '../../domain/comparison.ts';
import type { ComparisonPage, ComparisonQuery, ComparisonStore } from '../../domain/comparison-store.ts';
import { AssayError, ComparisonNotFoundError } from '../../domain/errors.ts';
import { batchFrom, type EventBatch } from '../../domain/event-batch.ts';
import type { KeptComparison } from '../../statistics/live/live-comparison.ts';
import type { LiveSetup } from '../../statistics/live/live-setup.ts';
import { comparisonPage } from '../comparisons/comparison-page.ts';

interface StoredComparison {
  comparison: Comparison;
  readonly setup: LiveSetup;
  readonly batches: EventBatch[];
  kept: KeptComparison | null;
}

/** Comparisons that live as long as the process: the adapter that tests run the feature on. */
export class MemoryComparisonStore implements ComparisonStore {
  readonly #comparisons = new Map<string, StoredComparison>();

  async create(comparison: Comparison, setup: LiveSetup): Promise<void> {
    if (this.#comparisons.has(comparison.id))
      throw new AssayError('already_exists', `comparison ${comparison.id} exists already`);
    this.#comparisons.set(comparison.id, { comparison, setup: structuredClone(setup), batches: [], kept: null });
  }

  async find(comparisonId: string): Promise<Comparison | undefined> {
    return this.#comparisons.get(comparisonId)?.comparison;
  }

  async list(query: ComparisonQuery = {}): Promise<ComparisonPage> {
    return comparisonPage(
      Array.from(this.#comparisons.values(), ({ comparison }) => comparison),
      query,
    );
  }

  async left(): Promise<readonly Comparison[]> {
    return (await this.list()).comparisons.filter(({ ended }) => ended === null);
  }

  async claim(comparisonId: string): Promise<boolean> {
    this.#existing(comparisonId);
    return true;
  }

  async setup(comparisonId: string): Promise<LiveSetup> {
    return this.#existing(comparisonId).setup;
  }

  async update(comparison: Comparison): Promise<void> {
    this.#existing(comparison.id).comparison = comparison;
  }

  async appendStates(comparisonId: string, batch: EventBatch): Promise<void> {
    const { batches } = this.#existing(comparisonId);
    const last = batches.at(-1);
    const next = last === undefined ? 0 : last.firstSeq + last.count;
    if (batch.firstSeq !== next) throw new Error(`the next state is ${next}, not ${batch.firstSeq}`);
    batches.push(batch);
  }

  async *readStates(comparisonId: string, fromSeq: number): AsyncGenerator<EventBatch> {
    for (const batch of [...this.#existing(comparisonId).batches])
      if (batch.firstSeq + batch.count > fromSeq) yield batchFrom(batch, fromSeq);
  }

  async keep(comparisonId: string, kept: KeptComparison): Promise<void> {
    this.#existing(comparisonId).kept = structuredClone(kept);
  }

  async kept(comparisonId: string): Promise<KeptComparison | null> {
    return this.#comparisons.get(comparisonId)?.kept ?? null;
  }

  async delete(comparisonId: string): Promise<void> {
    this.#existing(comparisonId);
    this.#comparisons.delete(comparisonId);
  }

  async close(): Promise<void> {
    // No other process can have them.
  }

  #existing(comparisonId: string): StoredComparison {
    const stored = this.#comparisons.get(comparisonId);
    if (stored === undefined) throw new ComparisonNotFoundError(comparisonId);
    return stored;
  }
}
