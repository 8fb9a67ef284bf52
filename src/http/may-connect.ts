import type { IncomingHttpHeaders } from 'node:http';
import type { Config } from '../config/config.ts';
import { originPattern } from './cors.ts';

/**
 * Whether a WebSocket may be opened: browsers send the page's origin, and do not ask first as they do for other requests. It
 * must be ours, or one that may call the API (`ASSAY_CORS_ORIGINS`). Who sends none is no browser.
 */
export function mayConnect({ corsOrigins }: Config, { origin, host }: IncomingHttpHeaders): boolean {
  if (origin === undefined || corsOrigins.includes('*')) return true;
  if (URL.canParse(origin) && new URL(origin).host === host) return true;
  return corsOrigins
    .map(originPattern)
    .some((allowed) => (allowed instanceof RegExp ? allowed.test(origin) : allowed === origin));
}
