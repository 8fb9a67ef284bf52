import { savingText } from '../../../../src/reports/live-sentences.ts';
import type { Schemas } from '../../api/client.ts';
import { costText, countText, durationText } from '../../lib/format.ts';

type Stopped = Schemas['Stopped'];

/** Why a job ended before its work was complete, in a sentence. */
export function endingSentence(stopped: Stopped): string {
  const { reason, limit, spent } = stopped;
  switch (reason) {
    case 'user':
      return 'Somebody cancelled it. What was done until then is here.';
    case 'shutdown':
      return 'The server stopped while it ran. It can go on from where it was.';
    case 'max_cost_usd':
      return `It reached its limit of ${costText(limit)}: it had cost ${costText(spent)}.`;
    case 'max_tokens':
      return `It reached its limit of ${countText(limit)} tokens: it had taken ${countText(spent)}.`;
    case 'max_seconds':
      return `It reached its limit of ${durationText(limit)}.`;
    case 'max_failures':
      return `More rows failed than it may have: ${countText(stopped.failed)}, where at most ${shareText(limit)} may.`;
    case 'refused':
      return refusalSentence(stopped);
    case 'decided':
      return decidedSentence(stopped);
    case 'budget':
      return 'The search used its budget up.';
    default:
      return `It ended early: ${reason}.`;
  }
}

function decidedSentence({ because, samples, trials_saved: trials, cost_saved_usd: cost = null }: Stopped): string {
  const rows = samples === undefined ? '' : ` after ${countText(samples)} rows`;
  const what = because === 'max_samples' ? 'had taken its rows' : 'was decided';
  const saving = trials === undefined ? null : savingText({ trials, cost_usd: cost });
  return `Its comparison ${what}${rows}${saving === null ? '.' : `, which saved ${saving}.`}`;
}

function shareText(limit: number | undefined): string {
  return limit !== undefined && limit > 0 && limit < 1 ? `${String(Math.round(limit * 1_000) / 10)} %` : countText(limit);
}

const REFUSALS: Readonly<Record<NonNullable<Stopped['refusal']>, string>> = {
  key: 'the API key is wrong or has no right to it',
  credit: 'the account has no credit',
  model: 'there is no such model',
};

function refusalSentence({ model, refusal, refusals }: Stopped): string {
  const why = refusal === undefined ? '' : `: ${REFUSALS[refusal]}`;
  return `The provider refused ${countText(refusals)} requests in a row${model === undefined ? '' : ` for ${model}`}${why}.`;
}
