import type { EventBatch } from '../domain/event-batch.ts';
import type { JobEvent } from '../domain/job-event.ts';
import type { JobSpec } from '../domain/job-fields.ts';
import type { ScoringPayload, StepPayload, TrialPayload } from '../evaluation/event.ts';
import { type CountedTrial, JobTally } from '../evaluation/job-tally.ts';
import type { StepOutcome, Summary } from '../evaluation/summary.ts';

/**
 * The summary of a job that could not write its own, from what it left behind; that of an optimize job has its finished steps.
 */
export async function summarizeEvents(batches: AsyncIterable<EventBatch>, { kind, metrics }: JobSpec): Promise<Summary> {
  const tally = new JobTally(metrics ?? []);
  const steps: StepOutcome[] = [];
  for await (const { bytes } of batches) {
    for (const line of Buffer.from(bytes).toString('utf8').split('\n')) {
      if (line === '') continue;
      const { type, payload, step_index: index } = JSON.parse(line) as JobEvent;
      if (type === 'trial') tally.addTrial(countedTrial(payload as TrialPayload));
      else if (type === 'scoring') tally.addScoring(payload as ScoringPayload);
      else if (type === 'step') steps.push(stepOutcome(index, payload as StepPayload));
    }
  }
  return tally.summary(kind === 'optimize' ? steps : undefined);
}

function countedTrial({ status, telemetry }: TrialPayload): CountedTrial {
  if (telemetry === undefined) return { status };
  const { input_tokens: inputTokens, output_tokens: outputTokens, latency: latencySeconds } = telemetry.response;
  return { status, telemetry: { response: { inputTokens, outputTokens, latencySeconds } } };
}

function stepOutcome(index: number, { score, prompt_template, summary }: StepPayload): StepOutcome {
  return { step_index: index, score, prompt_template, summary };
}
