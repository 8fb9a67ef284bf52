import type { ImportedSample, Sample } from '../../../domain/run.ts';
import { isScore } from '../../../statistics/scored-run.ts';
import { jsonText } from '../../../evaluation/json-text.ts';

/** A sample as its file, or the index, has it. `example` is for clusters by path, and is not shown. */
export type StoredSample = ImportedSample;

/** The line of a sample: its fields in one order, its scores in the order of their names. */
export function sampleLine(sample: StoredSample): string {
  const { id, prompt, response, reference, scores, cluster, tags, error, example, rawResponse, reasons, usage } = sample;
  return jsonText({
    id,
    prompt,
    response,
    reference,
    scores: sortedByName(scores),
    cluster,
    tags,
    error,
    example,
    rawResponse,
    reasons,
    usage,
  });
}

/** The sample of a line; `undefined` where the line holds none, or not all of it. */
export function storedSampleOf(line: string): StoredSample | undefined {
  let sample: Partial<StoredSample> | null;
  try {
    sample = JSON.parse(line) as Partial<StoredSample> | null;
  } catch {
    return undefined;
  }
  return isSample(sample) ? sample : undefined;
}

function sortedByName(scores: Sample['scores']): Sample['scores'] {
  const names = Object.keys(scores);
  if (names.every((name, at) => at === 0 || (names[at - 1] ?? '') < name)) return scores;
  return Object.fromEntries(names.sort().map((name) => [name, scores[name] ?? 0]));
}

/** What somebody edited may be anything. */
function isSample(value: Partial<StoredSample> | null): value is StoredSample {
  if (typeof value !== 'object' || value === null) return false;
  const { id, prompt, response, reference, scores, cluster, tags, error } = value;
  return (
    typeof id === 'string' &&
    typeof prompt === 'string' &&
    typeof response === 'string' &&
    (reference === undefined || typeof reference === 'string') &&
    areScores(scores) &&
    (cluster === undefined || typeof cluster === 'string') &&
    (tags === undefined || areTexts(tags)) &&
    (error === undefined || isError(error))
  );
}

function areScores(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  for (const name in value) if (!isScore((value as Readonly<Record<string, unknown>>)[name])) return false;
  return true;
}

function areTexts(value: unknown): boolean {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}

function isError(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const { type, message } = value as Readonly<Record<string, unknown>>;
  return typeof type === 'string' && typeof message === 'string';
}
