import type { Sample } from '../domain/run.ts';
import { isScore } from '../statistics/scored-run.ts';
import { ImportError, objectFields, shownValue, textField } from './import-fault.ts';

const MAX_TEXT = 1000;
const MAX_METRICS = 1000;

/** A sample of an import. Throws an `ImportError`. */
export function importSample(value: unknown): Sample {
  const { id, prompt, response, scores, cluster } = objectFields(value, '');
  return {
    id: textField(id, 'id', MAX_TEXT),
    prompt: promptField(prompt),
    response: responseField(response),
    scores: scoresField(scores),
    ...(cluster === undefined || cluster === null ? {} : { cluster: textField(cluster, 'cluster', MAX_TEXT) }),
  };
}

function promptField(value: unknown): string {
  if (value === undefined) return '';
  if (typeof value === 'string') return value;
  throw new ImportError('prompt', `must be a string; ${shownValue(value)}`);
}

function responseField(value: unknown): string {
  if (value === undefined) return '';
  if (typeof value === 'string') return value;
  try {
    return JSON.stringify(value);
  } catch {
    throw new ImportError('response', 'is nested too deep');
  }
}

function scoresField(value: unknown): Record<string, number> {
  const given = objectFields(value, 'scores');
  const names = Object.keys(given);
  if (names.length > MAX_METRICS)
    throw new ImportError('scores', `must have at most ${MAX_METRICS} metrics; it has ${names.length}`);
  return Object.fromEntries(names.map((name) => [textField(name, 'scores', MAX_TEXT), scoreField(name, given[name])]));
}

function scoreField(name: string, value: unknown): number {
  if (typeof value === 'boolean') return Number(value);
  if (isScore(value)) return value;
  throw new ImportError(`scores.${name}`, `must be a finite number or a boolean; ${shownValue(value)}`);
}
