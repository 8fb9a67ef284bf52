import type { Pass, PassKey, Passes, PassKind } from '../../domain/passes.ts';

/** Of a kind; with more, the oldest is forgotten. */
const MOST = 10_000;

interface Kept {
  readonly body: string;
  readonly endMs: number;
}

/** The passes of one process, which end with it. */
export class MemoryPasses implements Passes {
  /** By kind and id, those that were kept or extended last at the end. */
  readonly #kept = new Map<PassKind, Map<string, Kept>>();
  readonly #nowMs: () => number;

  constructor(nowMs: () => number = Date.now) {
    this.#nowMs = nowMs;
  }

  async put({ kind, id }: PassKey, body: string, forMs: number): Promise<void> {
    const kept = this.#of(kind);
    for (const [old, { endMs }] of kept) {
      if (endMs >= this.#nowMs() && kept.size < MOST) break;
      kept.delete(old);
    }
    kept.delete(id);
    kept.set(id, { body, endMs: this.#nowMs() + forMs });
  }

  async find(key: PassKey): Promise<Pass | undefined> {
    return this.#find(key);
  }

  async extend(key: PassKey, forMs: number): Promise<void> {
    const pass = this.#find(key);
    if (pass !== undefined) await this.put(key, pass.body, forMs);
  }

  async replace(key: PassKey, from: string, { body, leftMs }: Pass): Promise<boolean> {
    if (this.#find(key)?.body !== from) return false;
    await this.put(key, body, leftMs);
    return true;
  }

  async take(key: PassKey): Promise<string | undefined> {
    const pass = this.#find(key);
    this.#of(key.kind).delete(key.id);
    return pass?.body;
  }

  #find({ kind, id }: PassKey): Pass | undefined {
    const kept = this.#of(kind).get(id);
    if (kept === undefined) return undefined;
    const leftMs = kept.endMs - this.#nowMs();
    return leftMs < 0 ? undefined : { body: kept.body, leftMs };
  }

  #of(kind: PassKind): Map<string, Kept> {
    const kept = this.#kept.get(kind) ?? new Map<string, Kept>();
    this.#kept.set(kind, kept);
    return kept;
  }
}
