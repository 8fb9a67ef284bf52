import { describe, expect, it } from '@jest/globals';
import { endedCookies, sessionCookie, sessionToken } from './session-cookie.ts';

describe('the cookie of a session', () => {
  it('is read from among others, the one that only this host can set first', () => {
    expect(sessionToken({ headers: { cookie: 'a=b; assay_session=x;c=d' } })).toBe('x');
    expect(sessionToken({ headers: { cookie: 'assay_session=x; __Host-assay_session=y' } })).toBe('y');
    expect(sessionToken({ headers: { cookie: 'other_assay_session=x' } })).toBeUndefined();
    expect(sessionToken({ headers: {} })).toBeUndefined();
  });

  it('is bound to HTTPS and this host where it can be', () => {
    expect(sessionCookie('x', true)).toBe('__Host-assay_session=x; Path=/; HttpOnly; SameSite=Strict; Secure');
    expect(sessionCookie('x', false)).toBe('assay_session=x; Path=/; HttpOnly; SameSite=Strict');
  });

  it('is taken away under both names', () => {
    expect(endedCookies().every((header) => header.endsWith('; Max-Age=0'))).toBe(true);
  });
});
