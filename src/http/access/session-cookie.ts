import type { IncomingMessage } from 'node:http';

/** Browsers take a cookie of this name only over HTTPS and from this very host, so that no other host can plant one. */
const SECURE_NAME = '__Host-assay_session';
/** Over plain HTTP. */
const PLAIN_NAME = 'assay_session';

/** The secret of the session that a browser sends. Read without a plugin, since an upgrade meets none. */
export function sessionToken(request: Pick<IncomingMessage, 'headers'>): string | undefined {
  return cookieOf(request, SECURE_NAME) ?? cookieOf(request, PLAIN_NAME);
}

/** The value of a cookie that a browser sends. */
export function cookieOf({ headers }: Pick<IncomingMessage, 'headers'>, name: string): string | undefined {
  const cookies = headers.cookie?.split(';').map((part) => part.trim());
  return cookies?.find((part) => part.startsWith(`${name}=`))?.slice(name.length + 1);
}

/** The header that gives a browser its session. No script can read it, and no page of another site has it sent. */
export function sessionCookie(token: string, isSecure: boolean): string {
  return cookie(isSecure ? SECURE_NAME : PLAIN_NAME, token, isSecure);
}

/** The headers that take a session from a browser. */
export function endedCookies(): string[] {
  return [`${cookie(SECURE_NAME, '', true)}; Max-Age=0`, `${cookie(PLAIN_NAME, '', false)}; Max-Age=0`];
}

/** Our secrets have no character that needs an escape. */
function cookie(name: string, value: string, isSecure: boolean): string {
  return `${name}=${value}; Path=/; HttpOnly; SameSite=Strict${isSecure ? '; Secure' : ''}`;
}
