import type { CallPrice } from '../evaluation/call-cost.ts';
import type { JsonObject } from '../evaluation/json.ts';
import { jsonText } from '../evaluation/json-text.ts';
import type { AskOptions, Completion, CompletionRequest, Model } from '../evaluation/model.ts';
import { requestKey } from './request-key.ts';
import type { ResponseCache } from './response-cache.ts';
import { restoredCompletion, storedCompletion } from './stored-completion.ts';

/**
 * A model whose answers are kept, and given again to the same request: same model, messages, options, schema, replicate and occurrence in its trial. A request that is under way
 * already is not sent twice. Failures are not kept.
 */
export class CachedModel implements Model {
  readonly modelId: string;
  readonly provider?: string;
  readonly price?: CallPrice;
  readonly #model: Model;
  readonly #asked: JsonObject;
  readonly #cache: ResponseCache;
  readonly #underWay = new Map<string, Promise<unknown>>();
  readonly #keys = new WeakMap<Completion, string>();

  /** `asked` tells apart whom the answers are of. */
  constructor(model: Model, asked: JsonObject, cache: ResponseCache) {
    this.modelId = model.modelId;
    if (model.provider !== undefined) this.provider = model.provider;
    if (model.price !== undefined) this.price = model.price;
    this.#model = model;
    this.#asked = asked;
    this.#cache = cache;
  }

  async complete(request: CompletionRequest, signal: AbortSignal, options: AskOptions = {}): Promise<Completion> {
    signal.throwIfAborted();
    const key = requestKey(this.#asked, request, options);
    const startedAt = performance.now();
    for (;;) {
      const stored = await this.#cache.find(key);
      const found = stored === null ? null : restoredCompletion(stored, (performance.now() - startedAt) / 1_000);
      if (found !== null) return this.#keyed(found, key);
      const twin = this.#underWay.get(key);
      if (twin === undefined)
        return this.#keyed(await this.#ask(key, () => this.#model.complete(request, signal, options)), key);
      await waited(twin, signal, options);
    }
  }

  async discard(completion: Completion): Promise<void> {
    const key = this.#keys.get(completion);
    if (key !== undefined) await this.#cache.remove(key);
  }

  async #ask(key: string, ask: () => Promise<Completion>): Promise<Completion> {
    const asked = this.#kept(key, ask);
    this.#underWay.set(
      key,
      asked.catch(() => undefined),
    );
    try {
      return await asked;
    } finally {
      this.#underWay.delete(key);
    }
  }

  async #kept(key: string, ask: () => Promise<Completion>): Promise<Completion> {
    const completion = await ask();
    await this.#cache.keep(key, jsonText(storedCompletion(completion)));
    return completion;
  }

  #keyed(completion: Completion, key: string): Completion {
    this.#keys.set(completion, key);
    return completion;
  }
}

/** Waits for the same request of somebody else, whatever becomes of it. */
async function waited(twin: Promise<unknown>, signal: AbortSignal, { onWait }: AskOptions): Promise<void> {
  onWait?.(true);
  const aborted = Promise.withResolvers<never>();
  const abort = (): void => aborted.reject(signal.reason as Error);
  signal.addEventListener('abort', abort, { once: true });
  try {
    signal.throwIfAborted();
    await Promise.race([twin, aborted.promise]);
  } finally {
    signal.removeEventListener('abort', abort);
    onWait?.(false);
  }
}
