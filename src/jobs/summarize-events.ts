import type { EventBatch, JobEvent } from '../domain/job-event.ts';
import type { ScoringPayload, TrialPayload } from '../evaluation/event.ts';
import { JobTally, type CountedTrial } from '../evaluation/job-tally.ts';
import type { Summary } from '../evaluation/summary.ts';

function countedTrial({ status, telemetry }: TrialPayload): CountedTrial {
  if (telemetry === undefined) return { status };
  const { input_tokens: inputTokens, output_tokens: outputTokens, latency: latencySeconds } = telemetry.response;
  return { status, telemetry: { response: { inputTokens, outputTokens, latencySeconds } } };
}

/**
 * The summary of a job that could not write its own, from what it left behind.
 */
export async function summarizeEvents(batches: AsyncIterable<EventBatch>, metricNames: readonly string[]): Promise<Summary> {
  const tally = new JobTally(metricNames);
  for await (const { bytes } of batches) {
    for (const line of Buffer.from(bytes).toString('utf8').split('\n')) {
      if (line === '') continue;
      const { type, payload } = JSON.parse(line) as JobEvent;
      if (type === 'trial') tally.addTrial(countedTrial(payload as TrialPayload));
      else if (type === 'scoring') tally.addScoring(payload as ScoringPayload);
    }
  }
  return tally.summary();
}
