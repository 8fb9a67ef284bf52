import { homedir, tmpdir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { environment, type Environment } from './config.ts';

/** Where programs of this user keep what can be fetched again (XDG Base Directory); the folder for temporary files where there is no home. */
export function cacheFolder(env: Environment = environment, homeOf: () => string = homedir): string {
  const { XDG_CACHE_HOME: chosen = '' } = env;
  // The specification says to ignore a relative one.
  return isAbsolute(chosen) ? chosen : homeCache(homeOf);
}

function homeCache(homeOf: () => string): string {
  try {
    const home = homeOf();
    // It is empty where HOME is.
    return isAbsolute(home) ? join(home, '.cache') : tmpdir();
  } catch {
    return tmpdir();
  }
}
