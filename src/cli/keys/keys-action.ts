import { userInfo } from 'node:os';
import type { Config } from '../../config/config.ts';
import type { Scope } from '../../config/scope.ts';
import { jsonText } from '../../evaluation/json-text.ts';
import { addKey, keyFilePath, KeyFileError, readKeyFile, revokeKey } from '../../http/access/key-file.ts';
import { AuditLog, auditPath } from '../../http/audit/audit-log.ts';
import { lastUses } from '../../http/access/key-uses.ts';
import { wireKey } from '../../http/keys.dto.ts';
import { configOrExit } from '../config-or-exit.ts';
import { processTerminal } from '../terminal.ts';
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
  await withKeyFile(storage, async (path, config) => {
    const secret = await addKey(path, { name, scope, expiresAt }, new Date());
    const end = expiresAt === null ? 'does not expire' : `expires at ${expiresAt}`;
    console.error(`The key ${name} may ${scope} and ${end}. It is shown only now; its hash is in ${path}.`);
    console.log(secret);
    await recordOf(config, 'key.add', name);
  });
}

/** `assay keys list`. */
export async function listKeysAction({ format, storage }: ListKeysOptions): Promise<void> {
  await withKeyFile(storage, async (path) => {
    const keys = readKeyFile(path) ?? [];
    const uses = await lastUses(path);
    if (format === 'json') console.log(jsonText({ keys: keys.map((key) => wireKey(key, uses, Date.now())) }, 2));
    else if (keys.length === 0) console.error(`There are no keys in ${path}; assay keys add makes one.`);
    else console.log(keyTable(keys, uses, new Date(), processTerminal()));
  });
}

/** `assay keys revoke`. */
export async function revokeKeyAction(name: string, { storage }: KeysPlace): Promise<void> {
  await withKeyFile(storage, async (path, config) => {
    await revokeKey(path, name);
    console.error(
      `The key ${name} is revoked: servers refuse it within a second, and end its streams and WebSockets within 20 seconds.`,
    );
    await recordOf(config, 'key.revoke', name);
  });
}

/** Whoever may write the file of keys is known by the name that the system gives. */
async function recordOf(config: Config, action: 'key.add' | 'key.revoke', name: string): Promise<void> {
  const audit = new AuditLog(auditPath(config), (message) => console.error(message));
  await audit.record({ action, actor: { kind: 'local', name: userInfo().username }, subject: name, outcome: 'ok' });
}

async function withKeyFile(storage: string | undefined, act: (path: string, config: Config) => Promise<void>): Promise<void> {
  const config = configOrExit({ storageDir: storage });
  const path = keyFilePath(config);
  try {
    await act(path, config);
  } catch (error) {
    console.error(error instanceof KeyFileError ? error.message : `${path} can't be used: ${String(error)}`);
    process.exitCode = 1;
  }
}
