import { countFigure, dollarFigure, numberText, pText, signedText } from './figures.ts';

/** What is known in one metric of a live comparison, as the wire has it. */
export interface ShownLiveMetric {
  readonly metric: string;
  /** Candidate less baseline; `null` before the first row. */
  readonly delta: number | null;
  readonly interval: readonly number[];
  readonly corrected_p_value: number;
  readonly verdict: string;
  readonly is_fact: boolean;
}

/** How a live comparison stands, as the wire has it. */
export interface ShownLiveState {
  readonly n: number;
  readonly of: number;
  readonly metrics: readonly ShownLiveMetric[];
  readonly saved: ShownSaving | null;
  readonly ended: { readonly reason: string; readonly detail: string | null } | null;
}

/** Trials that were not made, and what they would have cost in US dollars; `null` where that is not known. */
export interface ShownSaving {
  readonly trials: number;
  readonly cost_usd: number | null;
}

/**
 * What a live comparison has found in one metric, in a sentence. The difference is that of the candidate less the baseline.
 *
 * @example liveSentence(metric, state, null) // 'In “accuracy”, the candidate is better after 88 of 1,000 rows: +0.18 [+0.01, +0.35], p = 0.031.'
 */
export function liveSentence(found: ShownLiveMetric, { n, of }: ShownLiveState, margin: number | null): string {
  const rows = found.is_fact ? `on all ${countFigure(of)} rows` : `after ${countFigure(n)} of ${countFigure(of)} rows`;
  const what = `In “${found.metric}”, ${statement(found, margin)} ${rows}`;
  if (found.delta === null) return `${what}.`;
  if (found.is_fact) return `${what}: ${signedText(found.delta)}.`;
  return `${what}: ${liveFigures(found)}, ${pText(found.corrected_p_value)}.`;
}

function statement({ verdict, is_fact: isFact }: ShownLiveMetric, margin: number | null): string {
  switch (verdict) {
    case 'a_better':
      return 'the candidate is better';
    case 'b_better':
      return 'the candidate is worse';
    case 'equivalent':
      return margin === null
        ? 'candidate and baseline are equal'
        : `candidate and baseline differ by less than ${numberText(margin)}`;
    default:
      return isFact ? 'there is no verdict' : 'it is not known which is better';
  }
}

/** Why a live comparison has ended, and what that has saved, in a sentence or two; `null` while it goes on. */
export function liveEndSentence({ ended, saved, of }: ShownLiveState): string | null {
  if (ended === null) return null;
  const detail = ended.detail === null ? '' : `: ${ended.detail}`;
  const saving = savingText(saved);
  switch (ended.reason) {
    case 'decided':
      return `Every metric has a verdict, so the job of the candidate was ended${saving === null ? '.' : `, which saved ${saving}.`}`;
    case 'max_samples':
      return `As many rows were compared as were asked for.${saving === null ? '' : ` That saved ${saving}.`}`;
    case 'complete':
      return `All ${countFigure(of)} rows were compared.`;
    case 'cancelled':
      return `It ended before all rows were compared${detail}.`;
    case 'run_deleted':
      return `It ended because a run is gone${detail}.`;
    default:
      return `It can't go on${detail}.`;
  }
}

/** `908 trials and about $0.42`; `null` where nothing was saved. */
export function savingText(saved: ShownSaving | null): string | null {
  if (saved === null || saved.trials === 0) return null;
  const trials = `${countFigure(saved.trials)} ${saved.trials === 1 ? 'trial' : 'trials'}`;
  return saved.cost_usd === null || saved.cost_usd === 0 ? trials : `${trials} and about ${dollarFigure(saved.cost_usd)}`;
}

/** `+0.042 [+0.011, +0.075]`, with as many decimals as the width of the interval deserves; the interval alone before the first row. */
export function liveFigures({ delta, interval: [low = 0, high = 0] }: Pick<ShownLiveMetric, 'delta' | 'interval'>): string {
  const width = high - low;
  const decimals = width > 0 ? Math.min(MOST_DECIMALS, Math.max(0, Math.ceil(-Math.log10(width)) + 1)) : MOST_DECIMALS;
  const range = `[${signedFixed(low, decimals)}, ${signedFixed(high, decimals)}]`;
  return delta === null ? range : `${signedFixed(delta, decimals)} ${range}`;
}

const MOST_DECIMALS = 4;

function signedFixed(value: number, decimals: number): string {
  const text = Math.abs(value).toFixed(decimals);
  if (Number(text) === 0) return text;
  return `${value < 0 ? '−' : '+'}${text}`;
}
