import type { SearchPart } from '../evaluation/event.ts';
import type { DatasetRow } from '../evaluation/example.ts';
import type { StepRows } from '../evaluation/search-steps.ts';
import type { SearchedPart } from './search-ports.ts';

/** The rows of a search by their places in their parts. */
export class PartRows {
  readonly #rows: StepRows;
  /** By place: the row's number in its dataset. */
  readonly #numbers: Readonly<Record<SearchedPart, readonly number[]>>;

  private constructor(rows: StepRows, numbers: Readonly<Record<SearchedPart, readonly number[]>>) {
    this.#rows = rows;
    this.#numbers = numbers;
  }

  /** Reads all rows once. */
  static async of(rows: StepRows): Promise<PartRows> {
    const numbers: Record<SearchPart, number[]> = { training: [], selection: [], holdout: [] };
    for await (const { row } of rows.read()) numbers[rows.partOf?.(row) ?? 'training'].push(row);
    return new PartRows(rows, numbers);
  }

  get counts(): Readonly<Record<SearchedPart, number>> {
    return { training: this.#numbers.training.length, selection: this.#numbers.selection.length };
  }

  /** The number of a row in its dataset; −1 where there is none at the place. */
  numberOf(part: SearchedPart, place: number): number {
    return this.#numbers[part][place] ?? -1;
  }

  /** The rows with these numbers, for a step to be run on. */
  only(numbers: ReadonlySet<number>): StepRows {
    const { read, partOf } = this.#rows;
    const picked = async function* (): AsyncGenerator<DatasetRow> {
      let left = numbers.size;
      for await (const row of read()) {
        if (!numbers.has(row.row)) continue;
        yield row;
        left -= 1;
        if (left === 0) return;
      }
    };
    return partOf === undefined ? { read: picked } : { read: picked, partOf };
  }

  async *all(): AsyncGenerator<DatasetRow> {
    yield* this.#rows.read();
  }
}
