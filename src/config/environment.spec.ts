import { describe, expect, it } from '@jest/globals';
import { childEnvironment, withoutByteOrderMark } from './config.ts';

describe('the environment', () => {
  it('names a variable without the byte-order mark that an editor put before it', () => {
    expect(withoutByteOrderMark({ '\ufeffASSAY_PORT': '1', ASSAY_HOST: 'a' })).toEqual({ ASSAY_PORT: '1', ASSAY_HOST: 'a' });
  });

  it('is the process’s own where there is no mark', () => {
    const variables = { ASSAY_PORT: '1' };
    expect(withoutByteOrderMark(variables)).toBe(variables);
  });

  it('keeps what only the server may know from the code of projects', () => {
    process.env.ASSAY_DATABASE_URL = 'postgres://assay:secret@db/assay';
    try {
      expect(childEnvironment()).not.toHaveProperty('ASSAY_DATABASE_URL');
    } finally {
      delete process.env.ASSAY_DATABASE_URL;
    }
  });
});
