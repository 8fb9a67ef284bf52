import type { SampleUsage, WholeSample } from '../../../domain/run.ts';
import type { PlacedSample } from '../../../domain/sample-query.ts';
import type { JsonObject } from '../../../evaluation/json.ts';
import { reasonsOf } from './compared-sample.ts';
import { placedSamples, shownSample, textsOf } from './placed-samples.ts';
import type { RunColumns } from './run-columns.ts';
import { type SampleRow, sampleRows } from './sample-rows.ts';
import { NO_TEXT } from './sample-text.ts';

/** Some samples with all that is known of them, in the order of their positions here. */
export function wholeSamples(columns: RunColumns, positions: readonly number[]): WholeSample[] {
  const { database, run } = columns;
  const rows = sampleRows(database, run.runNo, positions);
  const texts = textsOf(database, run, rows);
  const repeats = run.source === 'job' ? null : repeatNumbers(columns);
  return placedSamples(database, run, positions, { hasEvents: true, differences: null }).map((sample, at) => {
    const { events, row, cost } = sample;
    const { example, reasons } = texts[at] ?? NO_TEXT;
    const why = { ...reasons, ...reasonsOf(events) };
    return {
      ...shownSample(sample),
      id: comparedId(rows[at]) ?? sample.id,
      ...(isObject(example) ? { example } : {}),
      ...(Object.keys(why).length === 0 ? {} : { reasons: why }),
      ...usageOf(sample),
      row,
      replicate: repeats === null ? sample.replicate : (repeats[positions[at] ?? 0] ?? 0),
      cost,
    };
  });
}

function comparedId(row: SampleRow | undefined): string | null {
  return row?.compared_id ?? null;
}

/** For each sample which of those with its id it is. */
function repeatNumbers(columns: RunColumns): Int32Array {
  const examples = columns.examples();
  if (examples === null) return new Int32Array(columns.size);
  return columns.positions('repeats', false, () => {
    const counts = new Map<number, number>();
    return examples.map((example) => {
      const nth = counts.get(example) ?? 0;
      counts.set(example, nth + 1);
      return nth;
    });
  });
}

function usageOf({ inputTokens, outputTokens, latency }: PlacedSample): { readonly usage?: SampleUsage } {
  const usage = {
    ...(inputTokens !== null && { input_tokens: inputTokens }),
    ...(outputTokens !== null && { output_tokens: outputTokens }),
    ...(latency !== null && { latency }),
  };
  return Object.keys(usage).length === 0 ? {} : { usage };
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
