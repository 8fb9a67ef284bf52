import type { EngineEvent, EventType, ScoringPayload, TrialPayload } from './event.ts';
import { type NamedMetric, scoringsPerTrial } from './metric.ts';
import { storedTrial } from './stored-trial.ts';
import type { TrialToScore } from './trial.ts';
import { lookOf, TrialIndex } from './trial-index.ts';
import { CUT_TRIAL } from './trial.ts';

/** An event of a log, as far as work goes on from it. */
export interface LoggedEvent {
  readonly seq: number;
  readonly step_index: number;
  readonly type: EventType;
  readonly payload: EngineEvent['payload'];
}

/** The events of a job up to the moment when it goes on. It may be read several times, and is never in memory as a whole. */
export interface JobLog {
  /** All events from this number on. */
  read(fromSeq: number): AsyncIterable<LoggedEvent>;
  /** Those of them that are wanted, with the numbers of the user's data as they are written. */
  pick(fromSeq: number, isWanted: (seq: number) => boolean): AsyncIterable<LoggedEvent>;
}

/** A trial that is there, while looks at it are missing. */
export interface OpenTrial {
  readonly trial: TrialToScore;
  isMissing(metric: string, look: number): boolean;
}

/** What an evaluation need not do again. */
export interface KeptTrials {
  /** Whether the trial of this row is there; `trialId` tells whether the row is still the same. */
  has(row: number, replicate: number, trialId: string): boolean;
  /** The trials whose looks are not all there, one after another. */
  open(): AsyncIterable<OpenTrial>;
}

/** What a log is gone through for. */
export interface KeptWorkOptions {
  readonly metrics: readonly NamedMetric[];
  /** Trials an example. */
  readonly repeats: number;
  /** Whether failed trials and failed scorings are made again. */
  readonly retriesFailed: boolean;
  /** Whether even failed trials stay then, because no trial can be made. */
  readonly keepsTrials?: boolean;
}

/**
 * What of a job's log is kept when the job goes on, and so need not be paid for again: every trial and scoring, but for those that were
 * made again later in the log, those that its end has cut, and failed ones that are to be made again now. The scorings of a trial that is made again are, too.
 *
 * A step that has ended stays as it is. Takes some hundred bytes for each trial of the step under way, whatever they hold.
 */
export class KeptWork {
  readonly #options: KeptWorkOptions;
  readonly #log: JobLog;
  /** Events that do not count any more, by number. */
  readonly #dropped = new Set<number>();
  #step: KeptStep;

  private constructor(log: JobLog, options: KeptWorkOptions) {
    this.#log = log;
    this.#options = options;
    this.#step = new KeptStep(options, this.#dropped);
  }

  static async of(log: JobLog, options: KeptWorkOptions): Promise<KeptWork> {
    const kept = new KeptWork(log, options);
    for await (const event of log.read(0)) kept.#add(event);
    kept.#step.dropCut();
    if (options.retriesFailed) kept.#step.dropFailed(options.keepsTrials ?? false);
    return kept;
  }

  /** The events that count, in their order. */
  async *events(): AsyncGenerator<LoggedEvent> {
    for await (const event of this.#log.read(0)) if (!this.#dropped.has(event.seq)) yield event;
  }

  /** Of the step under way, or of a job without steps. */
  get trials(): KeptTrials {
    const step = this.#step;
    return { has: (row, replicate, id) => step.has(row, replicate, id), open: () => step.open(this.#log) };
  }

  #add(event: LoggedEvent): void {
    const { seq, payload } = event;
    // A line that somebody edited may hold anything.
    if (typeof (payload as unknown) !== 'object' || (payload as unknown) === null) return;
    switch (event.type) {
      case 'trial':
        this.#step.addTrial(seq, payload as TrialPayload);
        return;
      case 'scoring':
        this.#step.addScoring(seq, payload as ScoringPayload);
        return;
      case 'step':
        this.#step = new KeptStep(this.#options, this.#dropped);
        return;
      case 'proposal':
      case 'error':
        return;
      default:
        event.type satisfies never;
    }
  }
}

const NOTHING = -1;

/** One step of a log: for each trial, and each look at it, the number of the event that counts. */
class KeptStep {
  readonly #dropped: Set<number>;
  readonly #trials: TrialIndex;
  /** By metric: the number of its first look among all looks at a trial. */
  readonly #firstLooks = new Map<string, number>();
  readonly #looksPerTrial: number;
  /** By trial. */
  readonly #seqs: number[] = [];
  readonly #ids: string[] = [];
  /** By trial and look. */
  readonly #lookSeqs: number[] = [];
  /** Events of trials and looks that failed. */
  readonly #failed = new Set<number>();
  /** Trials that the end of the job has cut. */
  readonly #cut = new Set<number>();

  constructor({ metrics, repeats }: KeptWorkOptions, dropped: Set<number>) {
    this.#dropped = dropped;
    this.#trials = new TrialIndex(repeats > 1);
    let looks = 0;
    for (const named of metrics) {
      this.#firstLooks.set(named.name, looks);
      looks += scoringsPerTrial(named);
    }
    this.#looksPerTrial = looks;
  }

  addTrial(seq: number, payload: TrialPayload): void {
    const { trial, isAgain } = this.#trials.addTrial(payload);
    if (isAgain) this.#drop(trial);
    this.#seqs[trial] = seq;
    this.#ids[trial] = payload.trial_id;
    for (let look = 0; look < this.#looksPerTrial; look += 1) this.#lookSeqs[trial * this.#looksPerTrial + look] = NOTHING;
    if (payload.status === 'failed') this.#failed.add(seq);
    if (payload.error?.type === CUT_TRIAL) this.#cut.add(trial);
    else this.#cut.delete(trial);
  }

  addScoring(seq: number, payload: ScoringPayload): void {
    const trial = this.#trials.trialOf(payload);
    const first = this.#firstLooks.get(payload.metric.name);
    if (trial === undefined || first === undefined) return;
    const place = trial * this.#looksPerTrial + first + lookOf(payload);
    const before = this.#lookSeqs[place] ?? NOTHING;
    if (before !== NOTHING) this.#dropped.add(before);
    this.#lookSeqs[place] = seq;
    if (payload.status === 'failed') this.#failed.add(seq);
  }

  dropCut(): void {
    for (const trial of this.#cut) this.#drop(trial);
  }

  dropFailed(keepsTrials: boolean): void {
    if (!keepsTrials) for (const [trial, seq] of this.#seqs.entries()) if (this.#failed.has(seq)) this.#drop(trial);
    for (const [place, seq] of this.#lookSeqs.entries()) {
      if (!this.#failed.has(seq)) continue;
      this.#dropped.add(seq);
      this.#lookSeqs[place] = NOTHING;
    }
  }

  has(row: number, replicate: number, trialId: string): boolean {
    const trial = this.#trials.find(row, replicate);
    return trial !== undefined && this.#seqs[trial] !== NOTHING && this.#ids[trial] === trialId;
  }

  async *open(log: JobLog): AsyncGenerator<OpenTrial> {
    const open = new Map(this.#openTrials());
    const [first] = open.keys();
    if (first === undefined) return;
    const start = open.keys().reduce((least, seq) => Math.min(least, seq), first);
    for await (const { seq, payload } of log.pick(start, (wanted) => open.has(wanted))) {
      const trial = open.get(seq);
      if (trial === undefined) continue;
      open.delete(seq);
      yield { trial: storedTrial(payload as TrialPayload), isMissing: (metric, look) => this.#isMissing(trial, metric, look) };
      if (open.size === 0) return;
    }
  }

  /** The number of its event, and which trial it is. */
  *#openTrials(): Generator<[number, number]> {
    for (const [trial, seq] of this.#seqs.entries()) {
      if (seq === NOTHING) continue;
      const looks = this.#lookSeqs.slice(trial * this.#looksPerTrial, (trial + 1) * this.#looksPerTrial);
      if (looks.includes(NOTHING)) yield [seq, trial];
    }
  }

  #isMissing(trial: number, metric: string, look: number): boolean {
    const first = this.#firstLooks.get(metric) ?? 0;
    return this.#lookSeqs[trial * this.#looksPerTrial + first + look] === NOTHING;
  }

  /** The events of a trial and of its scorings count no longer. */
  #drop(trial: number): void {
    const seq = this.#seqs[trial] ?? NOTHING;
    if (seq !== NOTHING) this.#dropped.add(seq);
    this.#seqs[trial] = NOTHING;
    for (let look = 0; look < this.#looksPerTrial; look += 1) {
      const place = trial * this.#looksPerTrial + look;
      const scored = this.#lookSeqs[place] ?? NOTHING;
      if (scored !== NOTHING) this.#dropped.add(scored);
      this.#lookSeqs[place] = NOTHING;
    }
  }
}
