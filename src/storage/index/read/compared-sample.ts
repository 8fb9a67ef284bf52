import type { ComparedSample } from '../../../domain/run-store.ts';
import type { SampleEvents } from '../../../domain/sample-query.ts';
import type { ScoringPayload } from '../../../evaluation/event.ts';
import type { IndexDatabase } from '../index-database.ts';
import { placedSamples, textsOf } from './placed-samples.ts';
import type { ReadableRun } from './readable-run.ts';
import { sampleRows } from './sample-rows.ts';
import { NO_TEXT } from './sample-text.ts';

/** The sample at a position with all that it takes to judge its answer. */
export function comparedSample(database: IndexDatabase, run: ReadableRun, pos: number): ComparedSample | undefined {
  const [placed] = placedSamples(database, run, [pos], { hasEvents: true, differences: null });
  if (placed === undefined) return undefined;
  const { id, prompt, response, scores, error, rawResponse, events } = placed;
  const [{ inputs, reference, reasons } = NO_TEXT] = textsOf(database, run, sampleRows(database, run.runNo, [pos]));
  return {
    id,
    prompt,
    response,
    scores,
    ...(error === undefined ? {} : { error }),
    ...(rawResponse === undefined ? {} : { rawResponse }),
    inputs,
    reference,
    reasons: { ...reasons, ...reasonsOf(events) },
  };
}

/** By metric what its looks say, each text once. Other writers may have left out anything. */
export function reasonsOf(events: SampleEvents | null): ComparedSample['reasons'] {
  const found = new Map<string, Set<string>>();
  for (const { payload } of events?.scorings ?? []) {
    const { metric, score, error } = payload as unknown as Partial<ScoringPayload>;
    const reason: unknown = score?.reason ?? error?.message;
    if (metric !== undefined && typeof reason === 'string' && reason !== '')
      found.set(metric.name, (found.get(metric.name) ?? new Set()).add(reason));
  }
  return Object.fromEntries(Array.from(found, ([metric, reasons]) => [metric, [...reasons].join('\n')]));
}
