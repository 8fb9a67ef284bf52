import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { type Scope, SCOPES } from '../../config/scope.ts';
import { UnavailableError } from '../../domain/errors.ts';
import type { SharedText } from '../../domain/key-documents.ts';
import { documentText } from '../../files/durable-file.ts';
import { errorCode } from '../../files/error-code.ts';
import { type ApiKey, digestOf, isExpired, randomSecret } from './api-key.ts';

const ADVICE = 'Repair it, or move it away and make new keys with assay keys add.';

const TIME = z.iso.datetime();

const DOCUMENT = z.object({
  version: z.literal(1),
  keys: z.array(
    z.object({
      id: z.string().min(1),
      name: z.string().min(1),
      scope: z.enum(SCOPES),
      sha256: z.string().regex(/^[\da-f]{64}$/),
      created_at: TIME,
      expires_at: TIME.nullable(),
    }),
  ),
});

/** A key that is to be made. */
export interface NewKey {
  readonly name: string;
  readonly scope: Scope;
  /** ISO 8601; `null` for never. */
  readonly expiresAt: string | null;
}

/** The list of keys can't be used; the message says why and what to do. */
export class KeyListError extends Error {
  override readonly name = 'KeyListError';
  /** The same without the path, for those who may not know it. */
  readonly reason: string;

  constructor(message: string, reason = message) {
    super(message);
    this.reason = reason;
  }
}

/** The keys in the list; `undefined` where there is none. Throws a `KeyListError`, and `unavailable` while the database is away. */
export async function readKeys(list: SharedText): Promise<readonly ApiKey[] | undefined> {
  try {
    const text = await list.read();
    return text === undefined ? undefined : keysIn(text, list.place);
  } catch (error) {
    if (error instanceof UnavailableError || error instanceof KeyListError) throw error;
    throw unusable(list.place, `it can't be read (${errorCode(error) ?? 'unknown'})`, String(error));
  }
}

/** Adds a key and returns its secret, which is kept nowhere. Throws a `KeyListError` where the name is taken or the list can't be used. */
export async function addKey(list: SharedText, key: NewKey, now: Date): Promise<string> {
  const secret = randomSecret();
  await changeKeys(list, (keys) => {
    if (keys.some(({ name }) => name === key.name))
      throw new KeyListError(`There is a key "${key.name}" already: revoke it first, or choose another name.`);
    return [...keys, newKey(key, secret, now)];
  });
  return secret;
}

/** Adds a key for everything where there is none that is valid; `undefined` where there is one, which another process may just have made. */
export async function addFirstKey(
  list: SharedText,
  now: Date,
): Promise<{ readonly name: string; readonly secret: string } | undefined> {
  const secret = randomSecret();
  let made: string | undefined;
  await changeKeys(list, (keys) => {
    if (keys.some((key) => !isExpired(key, now.getTime()))) return keys;
    made = freeName(keys.map(({ name }) => name));
    return [...keys, newKey({ name: made, scope: 'admin', expiresAt: null }, secret, now)];
  });
  return made === undefined ? undefined : { name: made, secret };
}

/** Removes a key. Throws a `KeyListError` where there is none of that name. */
export async function revokeKey(list: SharedText, name: string): Promise<void> {
  await changeKeys(list, (keys) => {
    const kept = keys.filter((key) => key.name !== name);
    if (kept.length === keys.length)
      throw new KeyListError(`There is no key "${name}" in ${list.place}; assay keys list shows all.`);
    return kept;
  });
}

/** The keys that the text of a list has. `place` is for the message of a `KeyListError`. */
export function keysIn(text: string, place: string): readonly ApiKey[] {
  try {
    const { keys } = DOCUMENT.parse(JSON.parse(text));
    return keys.map(({ created_at: createdAt, expires_at: expiresAt, ...key }) => ({ ...key, createdAt, expiresAt }));
  } catch {
    throw unusable(place, 'it is no file of keys');
  }
}

async function changeKeys(list: SharedText, change: (keys: readonly ApiKey[]) => readonly ApiKey[]): Promise<void> {
  await list.change((text) => {
    const keys = change(text === undefined ? [] : keysIn(text, list.place));
    return documentText({ version: 1, keys: keys.map(wireKey) });
  });
}

function newKey({ name, scope, expiresAt }: NewKey, secret: string, now: Date): ApiKey {
  return { id: randomUUID(), name, scope, sha256: digestOf(secret), createdAt: now.toISOString(), expiresAt };
}

/** The name of the key that a server without any makes for itself. */
function freeName(taken: readonly string[]): string {
  const first = 'first';
  let name = first;
  for (let number = 2; taken.includes(name); number += 1) name = `${first}-${number}`;
  return name;
}

function unusable(place: string, reason: string, detail = reason): KeyListError {
  return new KeyListError(
    `${place} can't be used: ${detail}. ${ADVICE}`,
    `the file of keys can't be used: ${reason}. ${ADVICE}`,
  );
}

function wireKey({ createdAt, expiresAt, ...key }: ApiKey): object {
  return { ...key, created_at: createdAt, expires_at: expiresAt };
}
