import type { Config } from '../config/config.ts';
import { isExpired } from '../http/access/api-key.ts';
import type { KeyDocuments } from '../domain/key-documents.ts';
import { addFirstKey, readKeys } from '../http/access/key-list.ts';
import { withKeyDocuments } from './keys/key-documents.ts';

const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+|::1|\[::1\])$/i;

/**
 * Sees to it that a server that a network can reach asks for a key: where there is none, and no provider by which people sign in, it makes
 * one. Returns what whoever starts the server must read, such as that key, which is shown this once; of several over one database one makes it, and no worker. Throws a `KeyListError`, and `unavailable` while the
 * database is away.
 */
export function startAccess(config: Config, now = new Date()): Promise<readonly string[]> {
  return withKeyDocuments(config, ({ keys }) => startAccessBy(keys, config, now));
}

async function startAccessBy(list: KeyDocuments['keys'], config: Config, now: Date): Promise<readonly string[]> {
  const { host, port, noAuth, apiKeys, oidcIssuer, trustedProxies, role } = config;
  // A proxy that is named is there to pass others on.
  const isLocal = isLoopback(host) && trustedProxies.length === 0;
  const listed = await readKeys(list);
  const notices = apiKeys.filter(({ isShort }) => isShort).map(({ name }) => shortKey(name));
  if (noAuth)
    return [...notices, ...(isLocal ? [] : [openTo(host, port)]), ...(listed === undefined ? [] : [unasked(list.place)])];

  const isUsable = (listed ?? []).some((key) => !isExpired(key, now.getTime()));
  if (isLocal || role === 'worker' || oidcIssuer !== null || apiKeys.length > 0 || isUsable) return notices;
  const made = await addFirstKey(list, now);
  return made === undefined ? notices : [...notices, firstKey(made.secret, made.name, list.place)];
}

/** Whether only this machine reaches a server that listens there. */
export function isLoopback(host: string): boolean {
  return LOOPBACK.test(host);
}

function shortKey(name: string): string {
  return `Warning: the key ${JSON.stringify(name)} in ASSAY_API_KEYS is so short that it can be guessed: "openssl rand -hex 32" makes a better one.`;
}

function openTo(host: string, port: number): string {
  return (
    `WARNING: NO AUTHENTICATION. Everybody who can reach ${host}, port ${port}, may start jobs, spend money on models and delete results.\n` +
    'Leave out --no-auth (ASSAY_NO_AUTH) to have the server ask for a key.'
  );
}

function unasked(place: string): string {
  return `Warning: nobody is asked for a key, though there are some in ${place}, because of --no-auth (ASSAY_NO_AUTH).`;
}

function firstKey(secret: string, name: string, place: string): string {
  return [
    'Other machines may reach this server, and there was no key, so it made one. It is shown only now:',
    '',
    `  ${secret}`,
    '',
    `Its name is ${name}, its scope admin, and its hash is in ${place}.`,
    'assay keys add makes others, and assay keys revoke removes this one.',
  ].join('\n');
}
