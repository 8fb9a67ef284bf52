import { hash } from 'node:crypto';
import type { ScoringPayload, TrialPayload } from './event.ts';

/** A trial of a step and the example that it is of, both counted from 0 in the order in which they came. */
export interface TrialPlace {
  readonly trial: number;
  readonly example: number;
  /** Whether the trial was there before: it was made again, and what came of it before, its scorings too, no longer counts. */
  readonly isAgain: boolean;
}

/** The trial that a scoring is about. */
export interface ScoredPlace extends Omit<TrialPlace, 'isAgain'> {
  /** What the scoring gave it; `null` for none, and where its provider gave no answer that could be scored. */
  readonly score: number | null;
}

/**
 * Says which trial, and which example, an event of a step is about, and so which events are about the same thing: of those the last one
 * counts, everywhere. A trial is known by its row and replicate, a scoring by its trial, metric and look (`lookOf`).
 *
 * A row of the dataset is an example, so rows that are equal are told apart: by their `row`, and in archives that lack it by
 * their order. There the n-th trial of an id is of the n-th equal row, and the n-th scoring of it by the same metric and look
 * belongs to the n-th trial.
 */
export class TrialIndex {
  readonly #isRepeated: boolean;
  /** By row and replicate. */
  readonly #trials = new Map<number | string, number>();
  /** By row and trial id, where an example may have several trials. */
  readonly #trialsById = new Map<string, number>();
  readonly #examples = new Map<number | string, number>();
  /** Without `row`: by trial id, and what has been taken of an identity, or of a trial's looks. */
  readonly #equalTrials = new Map<string, number | number[]>();
  readonly #replicates = new Map<string, number>();
  readonly #looks = new Map<string, Set<number>>();
  readonly #exampleOf: number[] = [];
  #exampleCount = 0;

  /** `isRepeated`: whether an example may have more than one trial. */
  constructor(isRepeated: boolean) {
    this.#isRepeated = isRepeated;
  }

  get exampleCount(): number {
    return this.#exampleCount;
  }

  /** Of a trial that comes once more, the place is the one that it has. */
  addTrial(payload: TrialPayload): TrialPlace {
    const { row, trial_id: id, replicate } = payload;
    if (row === undefined) return this.#addWithoutRow(payload);
    const known = this.find(row, replicate);
    const place = known === undefined ? this.#newTrial(this.#isRepeated ? row : null) : this.#placeAgain(known);
    if (known === undefined) this.#trials.set(this.#keyOf(row, replicate), place.trial);
    // The same row has another id where its dataset was changed.
    if (this.#isRepeated) this.#trialsById.set(`${row}/${id}`, place.trial);
    return place;
  }

  /** The trial of a row that has come; `undefined` where none has. */
  find(row: number, replicate: number): number | undefined {
    return this.#trials.get(this.#keyOf(row, replicate));
  }

  /** The trial that was scored; `undefined` where it never came. */
  trialOf({ row, trial_id: id, metric, replicate }: ScoringPayload): number | undefined {
    if (row !== undefined) return this.#isRepeated ? this.#trialsById.get(`${row}/${id}`) : this.#trials.get(row);
    const trials = this.#equalTrials.get(id);
    if (trials === undefined) return undefined;
    const look = `${replicate} ${metric.name}`;
    let taken = this.#looks.get(look);
    if (taken === undefined) {
      taken = new Set();
      this.#looks.set(look, taken);
    }
    const free = typeof trials === 'number' ? trials : trials.find((trial) => !taken.has(trial));
    const trial = free ?? (trials as readonly number[]).at(-1);
    if (trial !== undefined) taken.add(trial);
    return trial;
  }

  exampleOf(trial: number): number {
    return this.#exampleOf[trial] ?? 0;
  }

  /** Short for the first replicate, of which there are the most. */
  #keyOf(row: number, replicate: number): number | string {
    return this.#isRepeated && replicate !== 0 ? `${row}/${replicate}` : row;
  }

  #addWithoutRow({ trial_id: id, example, replicate }: TrialPayload): TrialPlace {
    const place = this.#newTrial(this.#isRepeated ? this.#equalRow(example, replicate) : null);
    const known = this.#equalTrials.get(id);
    if (typeof known === 'object') known.push(place.trial);
    else this.#equalTrials.set(id, known === undefined ? place.trial : [known, place.trial]);
    return place;
  }

  /** What the replicates of one row have in common, as far as it can be told: content, and the how-manieth it is. */
  #equalRow(example: TrialPayload['example'], replicate: number): string {
    const identity = hash('sha1', JSON.stringify(example));
    const key = `${replicate}/${identity}`;
    const before = this.#replicates.get(key) ?? 0;
    this.#replicates.set(key, before + 1);
    return `${identity}/${before}`;
  }

  #placeAgain(trial: number): TrialPlace {
    return { trial, example: this.exampleOf(trial), isAgain: true };
  }

  /** `exampleKey` is `null` where each trial is of an example of its own. */
  #newTrial(exampleKey: number | string | null): TrialPlace {
    const trial = this.#exampleOf.length;
    let example = exampleKey === null ? undefined : this.#examples.get(exampleKey);
    if (example === undefined) {
      example = this.#exampleCount;
      this.#exampleCount += 1;
      if (exampleKey !== null) this.#examples.set(exampleKey, example);
    }
    this.#exampleOf.push(example);
    return { trial, example, isAgain: false };
  }
}

/** More looks at one trial than anybody asks for: a line that somebody edited may hold anything. */
const MOST_LOOKS = 10_000;

/** Which look at its trial a scoring is; what is no number counts as the first. */
export function lookOf({ replicate }: Pick<ScoringPayload, 'replicate'>): number {
  return Number.isSafeInteger(replicate) && replicate >= 0 && replicate < MOST_LOOKS ? replicate : 0;
}
