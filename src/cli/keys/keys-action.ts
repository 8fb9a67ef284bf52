import { withCause } from '../../domain/cause-text.ts';
import { userInfo } from 'node:os';
import type { Config } from '../../config/config.ts';
import type { Scope } from '../../config/scope.ts';
import { jsonText } from '../../evaluation/json-text.ts';
import type { KeyDocuments } from '../../domain/key-documents.ts';
import { UnavailableError } from '../../domain/errors.ts';
import { areKeysInFile, keyFilePath } from '../../http/access/key-file.ts';
import { addKey, KeyListError, readKeys, revokeKey } from '../../http/access/key-list.ts';
import { AuditLog, auditPath } from '../../http/audit/audit-log.ts';
import { lastUses } from '../../http/access/key-uses.ts';
import { wireKey } from '../../http/keys.dto.ts';
import { configOrExit } from '../config-or-exit.ts';
import { processTerminal } from '../terminal.ts';
import { withKeyDocuments } from './key-documents.ts';
import { keyTable } from './key-table.ts';

export interface KeysPlace {
  readonly storage?: string;
}

export interface AddKeyOptions extends KeysPlace {
  readonly scope: Scope;
  readonly expires: string | null;
}

export interface ListKeysOptions extends KeysPlace {
  readonly format: 'table' | 'json';
}

/** `assay keys add`: the key alone goes to standard output, so that it can be piped. */
export async function addKeyAction(name: string, { scope, expires: expiresAt, storage }: AddKeyOptions): Promise<void> {
  await withKeys(storage, async ({ keys }, config) => {
    const secret = await addKey(keys, { name, scope, expiresAt }, new Date());
    const end = expiresAt === null ? 'does not expire' : `expires at ${expiresAt}`;
    console.error(`The key ${name} may ${scope} and ${end}. It is shown only now; its hash is in ${keys.place}.`);
    console.log(secret);
    await recordOf(config, 'key.add', name);
  });
}

/** `assay keys list`. */
export async function listKeysAction({ format, storage }: ListKeysOptions): Promise<void> {
  await withKeys(storage, async (documents) => {
    const keys = (await readKeys(documents.keys)) ?? [];
    const uses = await lastUses(documents.uses);
    if (format === 'json') console.log(jsonText({ keys: keys.map((key) => wireKey(key, uses, Date.now())) }, 2));
    else if (keys.length === 0) console.error(`There are no keys in ${documents.keys.place}; assay keys add makes one.`);
    else console.log(keyTable(keys, uses, new Date(), processTerminal()));
  });
}

/** `assay keys revoke`. */
export async function revokeKeyAction(name: string, { storage }: KeysPlace): Promise<void> {
  await withKeys(storage, async ({ keys }, config) => {
    await revokeKey(keys, name);
    console.error(
      `The key ${name} is revoked: servers refuse it within a second, and end its streams and WebSockets within 20 seconds.`,
    );
    await recordOf(config, 'key.revoke', name);
  });
}

/** Whoever may write the list of keys is known by the name that the system gives. */
async function recordOf(config: Config, action: 'key.add' | 'key.revoke', name: string): Promise<void> {
  const audit = new AuditLog(auditPath(config), (message) => console.error(message));
  await audit.record({ action, actor: { kind: 'local', name: userInfo().username }, subject: name, outcome: 'ok' });
}

async function withKeys(
  storage: string | undefined,
  act: (documents: KeyDocuments, config: Config) => Promise<void>,
): Promise<void> {
  const config = configOrExit({ storageDir: storage });
  if (storage !== undefined && !areKeysInFile(config)) {
    console.error(
      'error: --storage names no keys while ASSAY_DATABASE_URL is set, since the database has them: leave out one of the two',
    );
    process.exitCode = 2;
    return;
  }
  try {
    await withKeyDocuments(config, (documents) => act(documents, config));
  } catch (error) {
    const place = areKeysInFile(config) ? keyFilePath(config) : 'the database';
    const isPlain = error instanceof KeyListError || error instanceof UnavailableError;
    console.error(isPlain ? withCause(error) : `${place} can't be used: ${String(error)}`);
    process.exitCode = 1;
  }
}
