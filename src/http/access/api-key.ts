import { hash, randomBytes } from 'node:crypto';
import type { Scope } from '../../config/scope.ts';

/** Tells a key of Assay from other secrets, for people and for scanners of leaked secrets. */
const PREFIX = 'assay_';

const RANDOM_BYTES = 32;

/** A key as it is known here: by the SHA-256 of its text, never by the text. */
export interface ApiKey {
  /** Stable; no part of the secret. */
  readonly id: string;
  readonly name: string;
  readonly scope: Scope;
  /** Hex. */
  readonly sha256: string;
  /** ISO 8601; `null` for a key of the environment. */
  readonly createdAt: string | null;
  /** ISO 8601; `null` for never. */
  readonly expiresAt: string | null;
}

/** A new secret of 256 random bits. */
export function randomSecret(): string {
  return PREFIX + randomBytes(RANDOM_BYTES).toString('base64url');
}

/**
 * What is stored of a secret, in hex. One round of SHA-256 is enough: slow hashes protect passwords that can be guessed, and nobody
 * guesses 256 random bits.
 */
export function digestOf(secret: string): string {
  return hash('sha256', secret);
}

export function isExpired({ expiresAt }: ApiKey, nowMs: number): boolean {
  return expiresAt !== null && Date.parse(expiresAt) <= nowMs;
}
