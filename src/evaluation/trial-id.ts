import { hash } from 'node:crypto';
import { canonicalJson } from './canonical-json.ts';

/** What tells one example from another: the canonical JSON of its inputs and reference. */
export function exampleIdentity(inputs: unknown, reference: unknown): string {
  return `{"inputs": ${canonicalJson(inputs)}, "reference": ${canonicalJson(reference)}}`;
}

/**
 * The id of a trial: the first 16 hex digits of SHA-256 over the canonical JSON of inputs, reference and replicate, so that
 * one example has one id in every run. `identity` is `exampleIdentity`'s.
 */
export function trialId(identity: string, replicate: number): string {
  return hash('sha256', `${identity.slice(0, -1)}, "replicate": ${replicate}}`).slice(0, 16);
}
