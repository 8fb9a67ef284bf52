import { isSettled, type Job } from '../domain/job.ts';
import type { JobSpec } from '../domain/job-fields.ts';
import type { PreparedJob } from '../domain/runner.ts';
import { HELD_OUT_STEPS } from '../domain/job-progress.ts';
import type { CallTotalsPayload, Summary } from '../evaluation/summary.ts';
import { ASSUMED_DISCORDANCE, chanceToFind, rowsToFind } from '../search/held-out-test.ts';

const FIVE_POINTS = 0.05;

/** What a job would take, as the wire has it. */
export interface JobPlan {
  readonly trials: number;
  readonly scorings: number;
  readonly calls: number;
  readonly cost_usd: number | null;
  readonly cost_basis: 'last_job' | 'none';
  readonly basis_job_id: string | null;
  readonly tokens: number | null;
  readonly seconds: number | null;
  /** Of a search: rows that are held out; else `null`. */
  readonly holdout_rows: number | null;
  /** How many would find an improvement by five points in 80 %. */
  readonly rows_for_5_points: number | null;
  /** How likely those that are held out find it. */
  readonly chance_of_5_points: number | null;
  readonly discordance: number | null;
  readonly discordance_basis: 'last_job' | 'assumed' | null;
}

/** Held-out rows of an earlier job from which on their discordance tells more than what is assumed. */
const LEAST_TELLING = 30;

/** What is planned of a job's work. */
export type PlannedOf = Pick<PreparedJob, 'plannedTrials' | 'plannedScorings' | 'plannedJudgings' | 'parts'>;

/** The work that a job is made of. */
export interface PlannedWork {
  readonly trials: number;
  readonly scorings: number;
  readonly judgings: number;
  readonly proposals: number;
  /** Rows that a search holds out; `null` for other jobs. */
  readonly holdoutRows: number | null;
}

/** An earlier job, and its summary. */
export interface EarlierJob {
  readonly job: Job;
  readonly summary: Summary;
}

/** Of a search the most that it may take; only the last candidate before the end of a budget may still go a little beyond. */
export function plannedWork(
  { kind, steps = 0, repeats, budget, algorithm = 'opro' }: JobSpec,
  planned: PlannedOf,
): PlannedWork {
  const { plannedTrials, plannedScorings, plannedJudgings = 0, parts } = planned;
  const isSearch = kind === 'optimize';
  const affordable = budget?.trials === undefined || plannedTrials === 0 ? Infinity : budget.trials / plannedTrials;
  // The baseline runs whatever the budget. A candidate of gepa or race may be refused after a few rows, so that they try more of them.
  const isSparing = algorithm !== 'opro';
  const most = Math.max(1, isSparing ? affordable : Math.floor(affordable));
  const rounds = isSearch ? Math.min(steps + 1, most) : 1;
  const heldOut = parts?.holdout ?? 0;
  const tests = plannedTrials === 0 ? 0 : (HELD_OUT_STEPS * heldOut * repeats) / plannedTrials;
  const inAll = (ofStep: number): number => Math.round(ofStep * (rounds + tests));
  return {
    trials: inAll(plannedTrials),
    scorings: inAll(plannedScorings),
    judgings: inAll(plannedJudgings),
    proposals: isSearch ? (isSparing ? steps : rounds - 1) : 0,
    holdoutRows: isSearch ? heldOut : null,
  };
}

/**
 * The earlier job that tells what a trial of this one takes: of jobs, newest first, the first that is done with the same program, prompt and
 * model, else with the same model and dataset. Where judges or a proposer are asked, they must be the same too. Answers that came from a
 * cache tell nothing.
 */
export function earlierJobFor(spec: JobSpec, work: PlannedWork, jobs: readonly Job[]): Job | undefined {
  const usable = jobs.filter((job) => isComparable(spec, work, job));
  const isSame = ({ spec: { program, prompt } }: Job): boolean => program === spec.program && prompt === spec.prompt;
  return usable.find(isSame) ?? usable.find((job) => job.spec.examples === spec.examples);
}

function isComparable(spec: JobSpec, { judgings, proposals }: PlannedWork, job: Job): boolean {
  const { spec: earlier, status, scoredFrom } = job;
  if (!isSettled(status) || status !== 'done' || scoredFrom !== undefined || earlier.cache === true) return false;
  if (earlier.project !== spec.project || earlier.model !== spec.model) return false;
  if (judgings > 0 && !isSameList(earlier.metrics ?? [], spec.metrics ?? [])) return false;
  return proposals === 0 || (earlier.kind === spec.kind && earlier.proposerModel === spec.proposerModel);
}

function isSameList(left: readonly string[], right: readonly string[]): boolean {
  return left.length === right.length && left.every((name) => right.includes(name));
}

/** What a job takes: its work, and what that takes by what an earlier job took for each of its trials. */
export function jobPlan(
  spec: JobSpec,
  work: PlannedWork,
  earlier: EarlierJob | undefined,
  { isPriceKnown }: { readonly isPriceKnown: boolean },
): JobPlan {
  const { trials, scorings, judgings, proposals } = work;
  const planned = { trials, scorings, calls: trials + judgings + proposals, ...holdoutPlan(work, earlier) };
  if (earlier === undefined || earlier.summary.trial_count === 0)
    return { ...planned, cost_usd: null, cost_basis: 'none', basis_job_id: null, tokens: null, seconds: null };

  const { job, summary } = earlier;
  const share = trials / summary.trial_count;
  const taken = callsOf(summary, work);
  const tokens = tokensOf(taken);
  const cost = isPriceKnown ? costOf(taken) : null;
  return {
    ...planned,
    cost_usd: cost === null ? null : cost * share,
    cost_basis: 'last_job',
    basis_job_id: job.id,
    tokens: tokens === null ? null : Math.round(tokens * share),
    seconds: secondsOf(taken, summary.trial_count, spec, trials),
  };
}

/** What the rows that a search holds out can show. */
function holdoutPlan(
  { holdoutRows }: PlannedWork,
  earlier: EarlierJob | undefined,
): Pick<JobPlan, 'holdout_rows' | 'rows_for_5_points' | 'chance_of_5_points' | 'discordance' | 'discordance_basis'> {
  if (holdoutRows === null) {
    return {
      holdout_rows: null,
      rows_for_5_points: null,
      chance_of_5_points: null,
      discordance: null,
      discordance_basis: null,
    };
  }
  const held = earlier?.summary.holdout ?? null;
  const told = held === null || held.rows < LEAST_TELLING ? null : held.discordance;
  const discordance = told ?? ASSUMED_DISCORDANCE;
  return {
    holdout_rows: holdoutRows,
    rows_for_5_points: rowsToFind(FIVE_POINTS, discordance),
    chance_of_5_points: holdoutRows === 0 ? null : chanceToFind(FIVE_POINTS, { rows: holdoutRows, discordance }),
    discordance,
    discordance_basis: told === null ? 'assumed' : 'last_job',
  };
}

/** The calls of an earlier job by those who are asked now. */
function callsOf({ telemetry }: Summary, { judgings, proposals }: PlannedWork): readonly CallTotalsPayload[] {
  const { judges, proposer, ...programs } = telemetry;
  return [programs, ...(judgings > 0 && judges ? [judges] : []), ...(proposals > 0 && proposer ? [proposer] : [])];
}

/** A provider that reports no tokens leaves 0. */
function tokensOf(taken: readonly CallTotalsPayload[]): number | null {
  const sum = taken.reduce((total, { input_tokens: input, output_tokens: output }) => total + input + output, 0);
  return sum > 0 ? sum : null;
}

function costOf(taken: readonly CallTotalsPayload[]): number | null {
  return taken.reduce<number | null>(
    (total, { cost_usd: cost = null }) => (total === null || cost === null ? null : total + cost),
    0,
  );
}

/** Calls wait for each other only in their own trial, so that as many trials go on at once as there are workers. */
function secondsOf(taken: readonly CallTotalsPayload[], count: number, { workers }: JobSpec, trials: number): number | null {
  const latency = taken.reduce((total, call) => total + call.latency, 0);
  if (latency === 0) return null;
  return (latency / count) * Math.ceil(trials / Math.max(1, Math.min(workers, trials)));
}
