import type { JobEvent } from '../domain/job-event.ts';
import type { ScoringPayload } from '../evaluation/event.ts';
import { totalCost } from '../evaluation/call-totals.ts';
import type { JobFold } from '../evaluation/job-fold.ts';
import { dollarFigure, durationFigure } from '../reports/figures.ts';
import { visibleText } from '../evaluation/visible-text.ts';
import { stepName } from './step-lines.ts';
import { LiveLine, type LivePart } from './live-line.ts';
import type { Terminal } from './terminal.ts';

/** How often it is looked whether a job waits for a provider. */
const LOOK_MS = 2_000;
const SHOWN_REASON_CHARS = 100;

export interface ProgressOptions {
  readonly label: string;
  /** Counts the job's events; each is added to it before it is added here. */
  readonly fold: JobFold;
  /** Trials of one step; `null` where it was not recorded. */
  readonly plannedTrials: number | null;
  readonly metrics: readonly string[];
  /** Optimize: proposals beyond the baseline. */
  readonly steps?: number;
  /** How long the job has been at work, where it began before; default 0. */
  readonly seconds?: number;
  /** Optimize: trials of each test on held-out rows. */
  readonly heldOutTrials?: number;
  /** Why the job waits for the provider of a model; `null` while it does not. Without it nothing is shown of that. */
  readonly waiting?: () => Promise<string | null>;
  /** What is known of more importance than the trials, in parts of rank 0 and above. */
  readonly first?: () => readonly LivePart[];
}

/** Shows on a live line how far a job has come. */
export class JobProgress {
  readonly #work: StepWork;
  readonly #line: LiveLine;
  readonly #looks: NodeJS.Timeout;
  #waiting: string | null = null;
  #stepStartedAt: number;

  constructor(options: ProgressOptions, terminal: Terminal) {
    this.#work = new StepWork(options);
    this.#stepStartedAt = performance.now() - (options.seconds ?? 0) * 1_000;
    this.#looks = setInterval(() => void this.#look(options), LOOK_MS).unref();
    const parts = (): LivePart[] => {
      const seconds = (performance.now() - this.#stepStartedAt) / 1_000;
      return partsAfter(options.first?.() ?? [], progressParts(this.#work, seconds, this.#waiting));
    };
    this.#line = new LiveLine({ title: () => this.#work.title, share: () => this.#work.share, parts }, terminal);
  }

  add(event: JobEvent): void {
    if (event.type === 'proposal') this.#stepStartedAt = performance.now();
    this.#work.add(event);
  }

  stop(): void {
    clearInterval(this.#looks);
    this.#waiting = null;
    this.#line.stop();
  }

  /** A server that can't be asked now is no reason to show. */
  async #look({ waiting }: ProgressOptions): Promise<void> {
    this.#waiting = (await waiting?.().catch(() => null)) ?? null;
  }
}

/** How much of the step under way is done, as far as it can be known. */
export class StepWork {
  readonly #options: Omit<ProgressOptions, 'waiting'>;
  /** By metric the most scorings that one trial has had: a judge may look more than once. */
  readonly #looks: Map<string, number>;

  constructor(options: Omit<ProgressOptions, 'waiting'>) {
    this.#options = options;
    this.#looks = new Map(options.metrics.map((name) => [name, 1]));
  }

  add({ type, payload }: JobEvent): void {
    if (type !== 'scoring') return;
    const { metric, replicate } = payload as ScoringPayload;
    this.#looks.set(metric.name, Math.max(this.#looks.get(metric.name) ?? 1, replicate + 1));
  }

  get title(): string {
    const { label, steps, fold } = this.#options;
    if (steps === undefined) return label;
    const { stepIndex = 0, isFinished = false, holdoutOf = null } = fold.current ?? {};
    if (holdoutOf !== null) return `${label} held-out ${stepName(holdoutOf)}`;
    if (isFinished && stepIndex < steps) return `${label} proposing step ${String(stepIndex + 1)}/${String(steps)}`;
    return stepIndex === 0 ? `${label} baseline` : `${label} step ${String(stepIndex)}/${String(steps)}`;
  }

  get trials(): number {
    return this.#options.fold.current?.trials ?? 0;
  }

  get failedTrials(): number {
    return this.#options.fold.current?.failedTrials ?? 0;
  }

  /** Where it was not recorded how many trials a step takes, the first step tells. */
  get plannedTrials(): number {
    const { fold, plannedTrials, heldOutTrials = 0 } = this.#options;
    if ((fold.current?.holdoutOf ?? null) !== null) return Math.max(heldOutTrials, this.trials);
    return Math.max(plannedTrials ?? fold.finishedSteps[0]?.trials ?? 0, this.trials);
  }

  /** Trials and scorings done, as a share of all: every trial has one scoring a metric, or as many as its judge makes. */
  get share(): number {
    const perTrial = this.#looks.values().reduce((sum, looks) => sum + looks, 1);
    const total = this.plannedTrials * perTrial;
    return total === 0 ? 0 : Math.min(1, (this.trials + (this.#options.fold.current?.scorings ?? 0)) / total);
  }

  /** The mean over metrics so far; `null` before the first score. */
  get score(): number | null {
    return this.#options.fold.current?.runningScore ?? null;
  }

  get unansweredTrials(): number {
    return this.#options.fold.current?.failures.provider ?? 0;
  }

  /** Of the whole job, in and out, whoever asked. */
  get tokens(): number {
    const { programs, judges, proposer } = this.#options.fold.counts.calls;
    return [programs, judges, proposer].reduce((sum, calls) => sum + calls.inputTokens + calls.outputTokens, 0);
  }

  /** Of the whole job, in US dollars; `null` where that of some call is not known. */
  get cost(): number | null {
    return totalCost(this.#options.fold.counts.calls);
  }
}

const compact = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 });

/** How far a job is after so many seconds of its step: trials, rate, time left, score, failures, tokens, cost, and what it waits for. */
export function progressParts(work: StepWork, seconds: number, waiting: string | null = null): LivePart[] {
  const { trials, plannedTrials, share, score, failedTrials, unansweredTrials, tokens, cost } = work;
  const rate = seconds > 0 ? trials / seconds : 0;
  const isUnderWay = share > 0 && share < 1;
  return [
    { text: `${String(trials)}/${String(plannedTrials)} trials`, rank: 0 },
    { text: `${rate.toFixed(rate < 10 ? 1 : 0)}/s`, rank: 6 },
    ...(isUnderWay ? [{ text: `${durationFigure((seconds / share) * (1 - share))} left`, rank: 2 }] : []),
    ...(score === null ? [] : [{ text: `score ${score.toFixed(3)}`, rank: 3 }]),
    {
      text: `${String(failedTrials)} failed${unansweredTrials === 0 ? '' : ` (${String(unansweredTrials)} without an answer)`}`,
      rank: 1,
    },
    { text: `${compact.format(tokens)} tokens`, rank: 5 },
    ...(cost === null || cost === 0 ? [] : [{ text: dollarFigure(cost), rank: 4 }]),
    ...(waiting === null ? [] : [{ text: `waiting: ${shortReason(waiting)}`, rank: 0 }]),
  ];
}

/** The second after the first, all of it left out before any of that. */
export function partsAfter(first: readonly LivePart[], second: readonly LivePart[]): LivePart[] {
  if (first.length === 0) return [...second];
  const before = 1 + Math.max(...first.map(({ rank }) => rank));
  return [...first, ...second.map(({ text, rank }) => ({ text, rank: rank + before }))];
}

function shortReason(reason: string): string {
  const line = visibleText(reason.replaceAll(/\s+/g, ' '));
  return line.length <= SHOWN_REASON_CHARS ? line : `${line.slice(0, SHOWN_REASON_CHARS - 1)}…`;
}
