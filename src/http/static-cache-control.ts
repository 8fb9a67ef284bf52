/** A hash that a bundler put into a name, such as `index-B7k2xQ9a.js`: letters and digits, eight or more. */
const HASHED = /[.-](?=\w*\d)(?=\w*[A-Za-z])\w{8,}(\.\w+)+$/;

/**
 * How long a file of a single-page app may be kept: in a folder and with a hash in its name for ever, as the next build names
 * it otherwise; else it is asked for again every time.
 */
export function staticCacheControl(name: string): string {
  return /[/\\]/.test(name) && HASHED.test(name) ? 'public, max-age=31536000, immutable' : 'no-cache';
}
