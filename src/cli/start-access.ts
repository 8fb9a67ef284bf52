import type { Config } from '../config/config.ts';
import { isExpired } from '../http/access/api-key.ts';
import { addKey, keyFilePath, readKeyFile } from '../http/access/key-file.ts';

const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+|::1|\[::1\])$/i;

/** The name of the key that a server without any makes for itself. */
const FIRST_KEY = 'first';

/**
 * Sees to it that a server that a network can reach asks for a key: where there is none, and no provider by which people sign in, it makes
 * one. Returns what whoever starts the server must read, such as that key, which is shown this once. Throws a `KeyFileError`.
 */
export async function startAccess(config: Config, now = new Date()): Promise<readonly string[]> {
  const { host, port, noAuth, apiKeys, oidcIssuer, trustedProxies } = config;
  // A proxy that is named is there to pass others on.
  const isLocal = isLoopback(host) && trustedProxies.length === 0;
  const path = keyFilePath(config);
  const filed = readKeyFile(path);
  const notices = apiKeys.filter(({ isShort }) => isShort).map(({ name }) => shortKey(name));
  if (noAuth) return [...notices, ...(isLocal ? [] : [openTo(host, port)]), ...(filed === undefined ? [] : [unasked(path)])];

  const usable = (filed ?? []).filter((key) => !isExpired(key, now.getTime()));
  if (isLocal || oidcIssuer !== null || apiKeys.length > 0 || usable.length > 0) return notices;
  const name = freeName((filed ?? []).map((key) => key.name));
  const secret = await addKey(path, { name, scope: 'admin', expiresAt: null }, now);
  return [...notices, firstKey(secret, name, path)];
}

/** Whether only this machine reaches a server that listens there. */
export function isLoopback(host: string): boolean {
  return LOOPBACK.test(host);
}

function freeName(taken: readonly string[]): string {
  let name = FIRST_KEY;
  for (let number = 2; taken.includes(name); number += 1) name = `${FIRST_KEY}-${number}`;
  return name;
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

function unasked(path: string): string {
  return `Warning: nobody is asked for a key, though there are some in ${path}, because of --no-auth (ASSAY_NO_AUTH).`;
}

function firstKey(secret: string, name: string, path: string): string {
  return [
    'Other machines may reach this server, and there was no key, so it made one. It is shown only now:',
    '',
    `  ${secret}`,
    '',
    `Its name is ${name}, its scope admin, and its hash is in ${path}.`,
    'assay keys add makes others, and assay keys revoke removes this one.',
  ].join('\n');
}
