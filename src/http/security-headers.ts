import { createHash } from 'node:crypto';

/** Every answer that is no page: a browser that shows it all the same loads, runs, frames and sends nothing. */
const NO_PAGE = ["default-src 'none'", "base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'"];

const NO_FEATURES = ['camera', 'display-capture', 'geolocation', 'microphone', 'midi', 'payment', 'serial', 'usb'];

/**
 * The headers that every answer begins with. A page puts a `Content-Security-Policy` of its own in the place of this one, and what may be
 * kept says so by a `Cache-Control` of its own. HSTS is left to the proxy that ends TLS; CORS decides what other origins may read.
 */
export const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  'cache-control': 'no-store',
  'content-security-policy': NO_PAGE.join('; '),
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': NO_FEATURES.map((feature) => `${feature}=()`).join(', '),
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
};

/** The policy of a page that needs more than nothing: `"script-src 'self'"` and the like, on top of what no page of ours may. */
export function pagePolicy(...directives: readonly string[]): string {
  return [...NO_PAGE, ...directives].join('; ');
}

/**
 * Of `/docs` and `/redoc`: their own scripts and nothing of others. Both libraries write styles into the page while they run, so inline styles
 * have to be allowed; inline scripts are not. `blob:` is for the worker in which ReDoc searches, `data:` for the icons of both.
 */
export const DOCUMENTATION_POLICY = pagePolicy(
  "connect-src 'self'",
  "font-src 'self' data:",
  "img-src 'self' data:",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "worker-src 'self' blob:",
);

/** A source that allows exactly this text of a `<style>` or `<script>`. */
export function hashSource(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}
