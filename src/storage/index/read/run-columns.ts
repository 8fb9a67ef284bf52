import type { IndexDatabase } from '../index-database.ts';
import type { ColumnCache } from './column-cache.ts';
import { type ComparedIds, comparedIds, digestOf } from './compared-ids.ts';
import { joinedExamples } from './joined-examples.ts';
import { type ReadableRun, type RunState, runState } from './readable-run.ts';

/** Numbers that every sample may have. */
export const SAMPLE_NUMBERS = ['is_failed', 'input_tokens', 'output_tokens', 'latency', 'cost'] as const;
export type SampleNumber = (typeof SAMPLE_NUMBERS)[number];

/** Rows that are taken from the database at a time. */
const CHUNK = 5_000;

/** The rows of one run as columns, which have a value for each sample by its position; NaN where it has none. */
export class RunColumns {
  readonly run: ReadableRun;
  readonly database: IndexDatabase;
  readonly #state: RunState;
  readonly #cache: ColumnCache;

  /** Throws `run_not_found` where the index no longer has the run. */
  constructor(database: IndexDatabase, run: ReadableRun, cache: ColumnCache) {
    this.run = run;
    this.database = database;
    this.#state = runState(database, run);
    this.#cache = cache;
  }

  /** Samples. */
  get size(): number {
    return this.#state.size;
  }

  /** Whether no more rows are to come. */
  get hasEnded(): boolean {
    return this.#state.hasEnded;
  }

  get state(): string {
    return this.#state.state;
  }

  /** The scores by a metric, each the mean of a sample's looks. */
  scores(metricNo: number): Float64Array {
    return this.#numbers(`score.${metricNo}`, true, () => this.#scoresFromRows(metricNo));
  }

  numbers(name: SampleNumber): Float64Array {
    return this.#numbers(name, true, () => this.#numbersFromRows(`"${name}"`));
  }

  /** The number of each sample's example in its dataset. */
  datasetRows(): Float64Array {
    return this.#numbers('dataset rows', false, () => this.#numbersFromRows('"row"'));
  }

  /** The examples that the samples are of. */
  compared(): ComparedIds {
    let made: ComparedIds | undefined;
    const make = (): ComparedIds => (made ??= this.#comparedFromRows());
    const rows = this.#bytes('rows', true, () => bytesOf(make().rows));
    const ids = this.#bytes('ids', true, () => make().ids);
    const digest = this.#bytes('digest', false, () => Buffer.from(digestOf(ids)));
    return { rows: new Int32Array(...viewOf(rows, 4)), ids, digest: Buffer.from(digest).toString('utf8') };
  }

  /** For each sample the number of its example; `null` where no two samples are of one. */
  examples(): Int32Array | null {
    const numbers = this.positions('examples', true, () => {
      const examples = this.run.source === 'job' ? Int32Array.from(this.datasetRows()) : this.compared().rows;
      return hasRepeats(examples) ? examples : new Int32Array();
    });
    return numbers.length === 0 ? null : numbers;
  }

  /** For each sample its score by a metric minus that of the same example in another run, by the mean of its repeats there. */
  differences(metricNo: number, other: RunColumns, otherMetricNo: number): Float64Array {
    const name = `delta.${metricNo}.${other.run.runNo}.${other.state}.${otherMetricNo}`;
    return this.#numbers(name, false, () => this.#subtracted(metricNo, other, otherMetricNo));
  }

  /** Numbers of samples or examples that take long to make. `isKept`: whether beyond the time that this process remembers them. */
  positions(name: string, isKept: boolean, make: () => Int32Array): Int32Array {
    return new Int32Array(
      ...viewOf(
        this.#bytes(name, isKept, () => bytesOf(make())),
        4,
      ),
    );
  }

  /** Whatever else takes long to make. */
  column(name: string, isKept: boolean, make: () => Uint8Array): Uint8Array {
    return this.#bytes(name, isKept, make);
  }

  #subtracted(metricNo: number, other: RunColumns, otherMetricNo: number): Float64Array {
    const { rows } = this.compared();
    const places = joinedExamples(this, other);
    const means = exampleMeans(other.scores(otherMetricNo), other.compared().rows);
    return this.scores(metricNo).map((score, pos) => {
      const row = rows[pos] ?? -1;
      return score - (means[places === null ? row : (places[row] ?? -1)] ?? NaN);
    });
  }

  #comparedFromRows(): ComparedIds {
    const ids = new Array<string>(this.size).fill('');
    const rows = this.run.source === 'job' ? new Float64Array(this.size) : null;
    for (const [pos, id, row] of this.#rows('SELECT pos, coalesce(compared_id, id), "row" FROM samples WHERE run_no = ?', [])) {
      ids[pos as number] = id as string;
      if (rows !== null) rows[pos as number] = row as number;
    }
    return comparedIds(ids, rows);
  }

  #scoresFromRows(metricNo: number): Float64Array {
    const values = new Float64Array(this.size).fill(NaN);
    const text = 'SELECT pos, score FROM scores WHERE run_no = ? AND metric_no = ?';
    for (const [pos, score] of this.#rows(text, [metricNo]))
      if (score !== null && (pos as number) < values.length) values[pos as number] = score as number;
    return values;
  }

  #numbersFromRows(column: string): Float64Array {
    const values = new Float64Array(this.size).fill(NaN);
    for (const [pos, value] of this.#rows(`SELECT pos, ${column} FROM samples WHERE run_no = ?`, []))
      if (value !== null) values[pos as number] = value as number;
    return values;
  }

  /** Rows by position, as arrays. */
  *#rows(text: string, parameters: readonly number[]): Generator<readonly (string | number | null)[]> {
    const statement = this.database.statement(`${text} AND pos >= ? AND pos < ?`);
    statement.setReturnArrays(true);
    for (let from = 0; from < this.size; from += CHUNK)
      yield* statement.all(this.run.runNo, ...parameters, from, from + CHUNK) as unknown as (string | number | null)[][];
  }

  #numbers(name: string, isKept: boolean, make: () => Float64Array): Float64Array {
    return new Float64Array(
      ...viewOf(
        this.#bytes(name, isKept, () => bytesOf(make())),
        8,
      ),
    );
  }

  #bytes(name: string, isKept: boolean, make: () => Uint8Array): Uint8Array {
    return this.#cache.get(this.database, this.run, this.#state, { name, isKept, make });
  }
}

/** The mean of each example's samples that have a score. */
export function exampleMeans(scores: Float64Array, rows: Int32Array): Float64Array {
  const examples = exampleCount(rows);
  const sums = new Float64Array(examples);
  const counts = new Uint32Array(examples);
  for (let pos = 0; pos < scores.length; pos += 1) {
    const score = scores[pos] ?? NaN;
    if (Number.isNaN(score)) continue;
    const row = rows[pos] ?? 0;
    sums[row] = (sums[row] ?? 0) + score;
    counts[row] = (counts[row] ?? 0) + 1;
  }
  return sums.map((sum, row) => sum / (counts[row] ?? 0));
}

/** How many examples the samples are of. */
export function exampleCount(rows: Int32Array): number {
  return rows.reduce((most, row) => Math.max(most, row), -1) + 1;
}

function hasRepeats(examples: Int32Array): boolean {
  const isSeen = new Uint8Array(exampleCount(examples));
  for (const example of examples) {
    if (isSeen[example] === 1) return true;
    isSeen[example] = 1;
  }
  return false;
}

/** The bytes of a column, which `viewOf` reads again. */
export function bytesOf({ buffer, byteOffset, byteLength }: Float64Array | Int32Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

/** What a typed array is made of; bytes of a database may begin anywhere. */
export function viewOf(bytes: Uint8Array, width: number): [buffer: ArrayBuffer, byteOffset: number, length: number] {
  const aligned = bytes.byteOffset % width === 0 ? bytes : bytes.slice();
  return [aligned.buffer as ArrayBuffer, aligned.byteOffset, aligned.byteLength / width];
}
