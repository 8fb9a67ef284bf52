import type { Sample } from '../../domain/run.ts';
import type { TrialPayload } from '../../evaluation/event.ts';

/** A trial as a sample of its run. */
export function trialSample(payload: TrialPayload, scores: Sample['scores']): Sample {
  return { id: payload.trial_id, prompt: payload.telemetry?.rendered_prompt ?? '', response: responseOf(payload), scores };
}

function responseOf({ status, output, error }: TrialPayload): string {
  if (status === 'failed') return error === undefined ? '' : `${error.type}: ${error.message}`;
  return typeof output === 'string' ? output : JSON.stringify(output ?? null);
}
