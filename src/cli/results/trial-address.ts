import { InvalidArgumentError } from 'commander';
import type { SampleAddress } from './results-host.ts';

/** A trial as a person names it: by its row, or by the id that lists and reports show. */
export type TrialAddress = SampleAddress | { readonly trialId: string };

const TRIAL_ID = /^[0-9a-f]{16}$/;
const PLACE = /^(\d{1,15})(?:\.(\d{1,9}))?$/;

/** Reads `12`, `12.1` or `36a4c434f798fcce`. Sixteen digits are a trial id. */
export function trialAddress(text: string): TrialAddress {
  if (TRIAL_ID.test(text)) return { trialId: text };
  const [, row, replicate] = PLACE.exec(text) ?? [];
  if (row === undefined)
    throw new InvalidArgumentError('It must be a row such as 12, a repeat of it such as 12.1, or a trial id.');
  return { row: Number(row), ...(replicate !== undefined && { replicate: Number(replicate) }) };
}
