import type { Stopped } from './job.ts';

/** What ended a job early, as the end of a sentence about it; `null` for a reason that says nothing beyond the job's status. */
export function stopText(stopped: Stopped): string | null {
  const { reason, limit, spent, failed, refusals, model, samples, because, budget } = stopped;
  switch (reason) {
    case 'budget':
      return `its search had taken ${figure(spent)} ${budget === 'cost_usd' ? 'USD' : 'trials'} of its budget of ${figure(limit)}, which was not enough for another step`;
    case 'max_cost_usd':
      return `it cost ${figure(spent)} USD, and its max_cost_usd is ${figure(limit)}`;
    case 'max_tokens':
      return `it took ${figure(spent)} tokens, and its max_tokens is ${figure(limit)}`;
    case 'max_seconds':
      return `it ran for the ${figure(limit)} seconds of its max_seconds`;
    case 'max_failures':
      return `${figure(failed)} trials failed, and its max_failures is ${figure(limit)}`;
    case 'refused':
      return `${figure(refusals)} requests to ${typeof model === 'string' ? model : 'its model'} in a row were refused`;
    case 'decided':
      return because === 'max_samples'
        ? `its comparison had taken its ${figure(samples)} samples${savedText(stopped)}`
        : `its comparison was decided after ${figure(samples)} samples${savedText(stopped)}`;
    default:
      return null;
  }
}

function savedText({ trials_saved: trials, cost_saved_usd: cost }: Stopped): string {
  if (typeof trials !== 'number' || trials === 0) return '';
  const money = typeof cost === 'number' && cost > 0 ? ` and about ${figure(Number(cost.toPrecision(2)))} USD` : '';
  return `, which saved ${figure(trials)} ${trials === 1 ? 'trial' : 'trials'}${money}`;
}

/** Another program may have written anything. */
function figure(value: unknown): string {
  return typeof value === 'number' ? value.toLocaleString('en', { maximumSignificantDigits: 15 }) : 'an unknown number of';
}
