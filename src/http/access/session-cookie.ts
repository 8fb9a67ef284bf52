import type { IncomingMessage } from 'node:http';

/** Browsers take a cookie of this name only over HTTPS and from this very host, so that no other host can plant one. */
const SECURE_NAME = '__Host-assay_session';
/** Over plain HTTP. */
const PLAIN_NAME = 'assay_session';

/** The secret of the session that a browser sends. Read without a plugin, since an upgrade meets none. */
export function sessionToken({ headers }: Pick<IncomingMessage, 'headers'>): string | undefined {
  if (headers.cookie === undefined) return undefined;
  const cookies = headers.cookie.split(';').map((part) => part.trim());
  for (const name of [SECURE_NAME, PLAIN_NAME]) {
    const found = cookies.find((cookie) => cookie.startsWith(`${name}=`));
    if (found !== undefined) return found.slice(name.length + 1);
  }
  return undefined;
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
