import { setImmediate as nextTurn } from 'node:timers/promises';
import { LRUCache } from 'lru-cache';
import type { ScoredRun } from '../../../statistics/scored-run.ts';
import type { ScoredColumns } from './scored-columns.ts';
import { textListParts } from './text-list.ts';

/** Ids that are kept for the next run over the same dataset, at most. */
const MAX_IDS = 2_000_000;
const LIST_COST = 100;

/** Turns the columns that another thread sent into runs. Runs over the same dataset share their list of ids. */
export class ScoredRunDecoder {
  readonly #lists = new LRUCache<string, { readonly ids: Promise<readonly string[]>; readonly size: number }>({
    maxSize: MAX_IDS,
    sizeCalculation: ({ size }) => size,
  });

  /** The event loop gets its turn every millisecond or so. */
  async decode({ runId, digest, ids, metrics, clusters, invalid, duplicates }: ScoredColumns): Promise<ScoredRun> {
    const size = metrics[0]?.[1].length ?? 0;
    const texts = clusters === null ? null : await decodedTexts<string | null>(clusters);
    return {
      runId,
      ids: await this.#idsOf(digest, ids, size),
      metrics: new Map(metrics),
      ...(texts === null ? {} : { clusters: texts }),
      invalid,
      duplicates,
    };
  }

  #idsOf(digest: string, bytes: Uint8Array, size: number): Promise<readonly string[]> {
    let list = this.#lists.get(digest);
    if (list === undefined) {
      list = { ids: decodedTexts<string>(bytes), size: size + LIST_COST };
      this.#lists.set(digest, list);
    }
    return list.ids;
  }
}

async function decodedTexts<Text extends string | null>(bytes: Uint8Array): Promise<Text[]> {
  const texts: Text[] = [];
  for (const part of textListParts<Text>(bytes)) {
    for (const text of part) texts.push(text);
    await nextTurn();
  }
  return texts;
}
