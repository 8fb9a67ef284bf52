import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import type { Config } from '../../config/config.ts';
import { type Scope, SCOPES } from '../../config/scope.ts';
import { writeDocument } from '../../files/durable-file.ts';
import { PRIVATE_FOLDER } from '../../files/private-mode.ts';
import { errorCode, isMissing } from '../../files/error-code.ts';
import { FolderLock } from '../../files/folder-lock.ts';
import { type ApiKey, digestOf, randomSecret } from './api-key.ts';

/** Only the user that runs the server may read it. */
const MODE = 0o600;

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

/** The file of keys can't be used; the message says why and what to do. */
export class KeyFileError extends Error {
  override readonly name = 'KeyFileError';
  /** The same without the path, for those who may not know it. */
  readonly reason: string;

  constructor(message: string, reason = message) {
    super(message);
    this.reason = reason;
  }
}

/** The path of the file of keys. */
export function keyFilePath({ keysFile, storageDir }: Pick<Config, 'keysFile' | 'storageDir'>): string {
  return keysFile ?? join(storageDir, 'keys.json');
}

/** The keys in the file; `undefined` where there is none. It blocks, since an upgrade is decided at once. Throws a `KeyFileError`. */
export function readKeyFile(path: string): readonly ApiKey[] | undefined {
  try {
    const { keys } = DOCUMENT.parse(JSON.parse(readFileSync(path, 'utf8')));
    return keys.map(({ created_at: createdAt, expires_at: expiresAt, ...key }) => ({ ...key, createdAt, expiresAt }));
  } catch (error) {
    if (isMissing(error)) return undefined;
    const code = errorCode(error);
    const reason = code === undefined ? 'it is no file of keys' : `it can't be read (${code})`;
    const detail = code === undefined ? reason : String(error);
    throw new KeyFileError(
      `${path} can't be used: ${detail}. ${ADVICE}`,
      `the file of keys can't be used: ${reason}. ${ADVICE}`,
    );
  }
}

/** Adds a key and returns its secret, which is kept nowhere. Throws a `KeyFileError` where the name is taken or the file can't be used. */
export async function addKey(path: string, { name, scope, expiresAt }: NewKey, now: Date): Promise<string> {
  const secret = randomSecret();
  await changeKeyFile(path, (keys) => {
    if (keys.some((key) => key.name === name))
      throw new KeyFileError(`There is a key "${name}" already: revoke it first, or choose another name.`);
    return [...keys, { id: randomUUID(), name, scope, sha256: digestOf(secret), createdAt: now.toISOString(), expiresAt }];
  });
  return secret;
}

/** Removes a key. Throws a `KeyFileError` where there is none of that name. */
export async function revokeKey(path: string, name: string): Promise<void> {
  await changeKeyFile(path, (keys) => {
    const kept = keys.filter((key) => key.name !== name);
    if (kept.length === keys.length) throw new KeyFileError(`There is no key "${name}" in ${path}; assay keys list shows all.`);
    return kept;
  });
}

async function changeKeyFile(path: string, change: (keys: readonly ApiKey[]) => readonly ApiKey[]): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: PRIVATE_FOLDER });
  await new FolderLock(`${path}.lock`).during(async () => {
    const keys = change(readKeyFile(path) ?? []);
    await writeDocument(path, { version: 1, keys: keys.map(wireKey) }, MODE);
  });
}

function wireKey({ createdAt, expiresAt, ...key }: ApiKey): object {
  return { ...key, created_at: createdAt, expires_at: expiresAt };
}
