import { hash } from 'node:crypto';
import { messageShape } from './message-shape.ts';
import type { Failure } from './trial.ts';

/** Why something failed, told apart from other reasons by the type of the error and the shape of its message. */
export interface FailureReason {
  /** 12 hexadecimal digits: the same for the same type and shape, everywhere and always. */
  readonly key: string;
  readonly type: string;
  readonly shape: string;
}

const KEY_DIGITS = 12;
const KEY = new RegExp(`^[0-9a-f]{${KEY_DIGITS}}$`);

const MAX_TYPE = 200;

/**
 * The reason of a failure. Stored indexes hold keys: a change of what they are made from raises `INDEX_VERSION`.
 *
 * @example failureReason({ type: 'Error', message: 'row 17 has no "text"' }) // { shape: 'row N has no "…"', … }
 */
export function failureReason({ type: whole, message }: Failure): FailureReason {
  const type = whole.length <= MAX_TYPE ? whole : whole.slice(0, MAX_TYPE).toWellFormed();
  const shape = messageShape(message);
  return { key: hash('sha256', `${type}\n${shape}`).slice(0, KEY_DIGITS), type, shape };
}

const NO_ERROR: Failure = { type: 'unknown', message: 'no error was recorded' };

/** What an event says of a failure: a line that somebody edited may say anything. */
export function recordedFailure(error: { readonly type?: unknown; readonly message?: unknown } | null = NO_ERROR): Failure {
  return { type: textOf(error?.type), message: textOf(error?.message) };
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value ?? null);
}

/** Whether a text can be the key of a reason. */
export function isReasonKey(text: unknown): text is string {
  return typeof text === 'string' && KEY.test(text);
}

/** A key as a number, which is a safe integer. */
export function reasonNumber(key: string): number {
  return Number.parseInt(key, 16);
}

/** The key that `reasonNumber` made a number of. */
export function reasonKey(number: number): string {
  return number.toString(16).padStart(KEY_DIGITS, '0');
}
