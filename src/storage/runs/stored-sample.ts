import type { Sample } from '../../domain/run.ts';
import type { JsonObject } from '../../evaluation/json.ts';

/** A sample as its file has it. `example` is for clusters by path, and is not shown. */
export interface StoredSample extends Sample {
  readonly example?: JsonObject;
}

/** The line of a sample: its fields in one order, its scores in the order of their names. */
export function sampleLine({ id, prompt, response, scores, cluster, example }: StoredSample): string {
  return JSON.stringify({ id, prompt, response, scores: sortedByName(scores), cluster, example });
}

export function storedSampleOf(line: string): StoredSample {
  return JSON.parse(line) as StoredSample;
}

/** Without what is not shown. */
export function shownSample({ id, prompt, response, scores, cluster }: StoredSample): Sample {
  return { id, prompt, response, scores, ...(cluster === undefined ? {} : { cluster }) };
}

function sortedByName(scores: Sample['scores']): Sample['scores'] {
  const names = Object.keys(scores);
  if (names.every((name, at) => at === 0 || (names[at - 1] ?? '') < name)) return scores;
  return Object.fromEntries(names.sort().map((name) => [name, scores[name] ?? 0]));
}
