import { batchFrom, type EventBatch, withoutLineSeparatorsIn } from '../../domain/event-batch.ts';
import { LOG_START, readPage, type EventPage, type PageCache, type Position } from './event-page.ts';

/** Damaged lines that are remembered, at most. */
const MAX_DAMAGED = 1000;

/** Damaged lines that are named, at most. */
const NAMED = 5;

let logs = 0;

/**
 * One `events.jsonl` for reading: pages of checked lines, shared through a cache, and known places between lines, so that an
 * event deep in a large log is found without reading what comes before it.
 */
export class EventLog {
  readonly path: string;
  readonly #pages: PageCache;
  readonly #id = ++logs;
  readonly #places: Position[] = [LOG_START];
  readonly #damagedLines = new Set<number>();

  constructor(path: string, pages: PageCache) {
    this.path = path;
    this.#pages = pages;
  }

  /** The lines known to be damaged, counted from 1. */
  get damagedLines(): readonly number[] {
    return [...this.#damagedLines].sort((a, b) => a - b);
  }

  /** Remembers a place between two lines, where reading can begin. */
  remember(place: Position): void {
    const index = this.#places.findLastIndex((known) => known.offset <= place.offset);
    if (this.#places[index]?.offset !== place.offset) this.#places.splice(index + 1, 0, place);
  }

  /**
   * Events from `seq` on that lie together, below the offset `limit`; `undefined` when there are none. Their bytes are those of the file,
   * but for line separators that other writers left as they are.
   */
  async batchAt(seq: number, limit: number): Promise<EventBatch | undefined> {
    for (let index = this.#placeOf(seq); this.#isBelow(limit, index); index++) {
      const page = await this.#page(index, limit);
      const batch = page.batches.find((candidate) => candidate.firstSeq + candidate.count > seq);
      if (batch) return withoutLineSeparatorsIn(batchFrom(batch, seq));
    }
    return undefined;
  }

  /** All events from `seq` on, below the offset `limit`. */
  async *read(seq: number, limit: number): AsyncGenerator<EventBatch> {
    for (let next = seq; ;) {
      const batch = await this.batchAt(next, limit);
      if (batch === undefined) return;
      yield batch;
      next = batch.firstSeq + batch.count;
    }
  }

  /** Checks all lines below the offset `limit`; returns the place after the last whole one. */
  async end(limit: number): Promise<Position> {
    let end = LOG_START;
    for (let index = 0; this.#isBelow(limit, index); index++) end = (await this.#page(index, limit)).next;

    return end;
  }

  /** Remembers lines that were left out. */
  noteDamage(lines: readonly number[]): void {
    for (const line of lines.slice(0, MAX_DAMAGED - this.#damagedLines.size)) this.#damagedLines.add(line);
  }

  /** The index of the last place that has no event from `seq` on before it. */
  #placeOf(seq: number): number {
    let low = 0;
    let high = this.#places.length - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((this.#places[middle]?.seq ?? Infinity) <= seq) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  #isBelow(limit: number, index: number): boolean {
    return (this.#places[index]?.offset ?? Infinity) < limit;
  }

  /** The lines from one place to the next, or as many as a page takes: then a new place follows. */
  async #page(index: number, limit: number): Promise<EventPage> {
    const place = this.#places[index] ?? LOG_START;
    const bound = Math.min(limit, this.#places[index + 1]?.offset ?? limit);
    const key = `${this.#id}:${place.offset}`;
    const cached = this.#pages.get(key, bound);
    if (cached) return cached;
    const page = await this.#pages.load(key, bound, () => readPage(this.path, place, bound));
    if (page.isFull) this.remember(page.next);

    this.noteDamage(page.damagedLines);
    return page;
  }
}

/** Says which lines of an event log were left out; `undefined` when none were. */
export function damageNote(lines: readonly number[]): string | undefined {
  const named = lines.slice(0, NAMED).join(', ');
  const rest = lines.length > NAMED ? ` and ${lines.length - NAMED} more` : '';
  switch (lines.length) {
    case 0:
      return undefined;
    case 1:
      return `events.jsonl line ${named} can't be read and was left out`;
    default:
      return `events.jsonl lines ${named}${rest} can't be read and were left out`;
  }
}
