import { readFile } from 'node:fs/promises';
import { describe, expect, it } from '@jest/globals';
import { systemFault } from './system-fault.ts';

function systemError(code: string): Error {
  return Object.assign(new Error(`${code}: it failed, write '/secret/path'`), { code });
}

describe('systemFault', () => {
  it.each(['ENOSPC', 'EDQUOT', 'EFBIG', 'EROFS', 'EACCES', 'EPERM'])('is a 507 for %s', (code) => {
    expect(systemFault(systemError(code))).toMatchObject({ status: 507, code: 'disk' });
  });

  it.each(['ENOENT', 'ENOTDIR', 'EIO', 'EMFILE', 'EAGAIN'])('is a 503 for %s', (code) => {
    expect(systemFault(systemError(code))).toMatchObject({ status: 503, code: 'unavailable' });
  });

  it('says what is wrong and what to do, and leaves paths to the log', () => {
    const error = systemError('ENOSPC');
    const detail = 'the disk is full (ENOSPC): free some space, then send the request again';
    expect(systemFault(error)).toEqual({ status: 507, code: 'disk', detail, cause: error });
  });

  it('looks at the cause of an error too', async () => {
    const cause = await readFile('/no/such/file').catch((error: unknown) => error);
    expect(systemFault(new Error('the root is gone', { cause }))).toMatchObject({ status: 503 });
  });

  it.each([new Error('a bug'), systemError('ERR_INVALID_ARG_TYPE'), 'text', undefined, { code: 'constructor' }])(
    'is none for %p',
    (error) => {
      expect(systemFault(error)).toBeUndefined();
    },
  );
});
