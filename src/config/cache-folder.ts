import { homedir, tmpdir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { environment, type Environment } from './environment.ts';

/** Where programs of this user keep what can be fetched again (XDG Base Directory); the folder for temporary files where there is no home. */
export function cacheFolder(env: Environment = environment): string {
  const { XDG_CACHE_HOME: chosen = '' } = env;
  // The specification says to ignore a relative one.
  return isAbsolute(chosen) ? chosen : homeCache();
}

function homeCache(): string {
  try {
    return join(homedir(), '.cache');
  } catch {
    return tmpdir();
  }
}
