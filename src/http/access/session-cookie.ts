import { fastifyCookie as cookie } from '@fastify/cookie';
import type { IncomingMessage } from 'node:http';

/** Browsers take a cookie of this name only over HTTPS and from this very host, so that no other host can plant one. */
const SECURE_NAME = '__Host-assay_session';
/** Over plain HTTP. */
const PLAIN_NAME = 'assay_session';

/** The secret of the session that a browser sends. */
export function sessionToken({ headers }: Pick<IncomingMessage, 'headers'>): string | undefined {
  if (headers.cookie === undefined) return undefined;
  const cookies = cookie.parse(headers.cookie) as Readonly<Partial<Record<string, string>>>;
  return cookies[SECURE_NAME] ?? cookies[PLAIN_NAME];
}

/** The header that gives a browser its session. No script can read it, and no page of another site has it sent. */
export function sessionCookie(token: string, isSecure: boolean): string {
  return cookie.serialize(isSecure ? SECURE_NAME : PLAIN_NAME, token, attributes(isSecure));
}

/** The headers that take a session from a browser. */
export function endedCookies(): string[] {
  return [
    cookie.serialize(SECURE_NAME, '', { ...attributes(true), maxAge: 0 }),
    cookie.serialize(PLAIN_NAME, '', { ...attributes(false), maxAge: 0 }),
  ];
}

function attributes(isSecure: boolean): { path: string; httpOnly: true; sameSite: 'strict'; secure: boolean } {
  return { path: '/', httpOnly: true, sameSite: 'strict', secure: isSecure };
}
