import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { cacheFolder } from './cache-folder.ts';

describe('cacheFolder', () => {
  it.each([
    [{ XDG_CACHE_HOME: '/var/cache/me' }, '/var/cache/me'],
    [{ XDG_CACHE_HOME: '' }, join(homedir(), '.cache')],
    [{ XDG_CACHE_HOME: 'here' }, join(homedir(), '.cache')],
    [{}, join(homedir(), '.cache')],
  ])('is, for %j, %s', (env, folder) => {
    expect(cacheFolder(env)).toBe(folder);
  });

  it('is that for temporary files where there is no home', () => {
    expect(cacheFolder({}, () => '')).toBe(tmpdir());
    expect(
      cacheFolder({}, () => {
        throw new Error('no such user');
      }),
    ).toBe(tmpdir());
  });
});
