import { InvalidArgumentError } from 'commander';
import type { RaterDto } from '../../compare/agreement.dto.ts';

const FORMS = 'RUN:METRIC, RUN:METRIC@LOOK, RUN:METRIC@all, RUN:labels=NAME, or a JSON object with run_id and metric or labels';

/**
 * Reads who rates, and adds it to `previous`. The run's id ends at the first colon; a rater that has colons or `@` in its names is
 * written as JSON, as the API takes it.
 */
export function rater(value: string, previous: readonly RaterDto[] = []): readonly RaterDto[] {
  return [...previous, value.startsWith('{') ? fromJson(value) : fromText(value)];
}

function fromJson(value: string): RaterDto {
  try {
    return JSON.parse(value) as RaterDto;
  } catch (error) {
    throw new InvalidArgumentError(`It is no JSON object: ${(error as Error).message}.`);
  }
}

function fromText(value: string): RaterDto {
  const [, run_id = '', what = ''] = /^([^:]+):(.+)$/s.exec(value) ?? [];
  if (run_id === '') throw new InvalidArgumentError(`It must be ${FORMS}.`);
  const [, labels] = /^labels=(.+)$/s.exec(what) ?? [];
  if (labels !== undefined) return { run_id, labels };
  const [, metric = what, look] = /^(.+)@(all|\d{1,9})$/s.exec(what) ?? [];
  if (look === undefined) return { run_id, metric };
  return look === 'all' ? { run_id, metric, looks: true } : { run_id, metric, look: Number(look) };
}
