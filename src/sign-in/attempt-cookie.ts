import type { IncomingMessage } from 'node:http';
import { cookieOf } from '../http/access/session-cookie.ts';
import { ATTEMPT_SECONDS } from './sign-in-attempts.ts';

const SECURE_NAME = '__Host-assay_sign_in';
const PLAIN_NAME = 'assay_sign_in';

/** The secret of the sign-in that this browser has begun. */
export function attemptSecret(request: Pick<IncomingMessage, 'headers'>): string | undefined {
  return cookieOf(request, SECURE_NAME) ?? cookieOf(request, PLAIN_NAME);
}

/** The header that gives a browser that secret. `Lax`, since it is the provider's page that sends the browser back. */
export function attemptCookie(secret: string, isSecure: boolean): string {
  return cookie(secret, ATTEMPT_SECONDS, isSecure);
}

/** The header that takes it back. */
export function endedAttemptCookie(isSecure: boolean): string {
  return cookie('', 0, isSecure);
}

function cookie(value: string, seconds: number, isSecure: boolean): string {
  const name = isSecure ? SECURE_NAME : PLAIN_NAME;
  return `${name}=${value}; Path=/; Max-Age=${seconds}; HttpOnly; SameSite=Lax${isSecure ? '; Secure' : ''}`;
}
