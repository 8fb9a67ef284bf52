const HERE = 'http://assay.invalid';

const UNSAFE = /[\\\p{Cc}]/u;

/** Where somebody goes on after signing in: a path of this server with its query, and `/` for anything else, such as another site. */
export function nextPath(asked: unknown): string {
  if (typeof asked !== 'string' || !asked.startsWith('/') || UNSAFE.test(asked)) return '/';
  const url = URL.parse(asked, HERE);
  if (url?.origin !== HERE) return '/';
  const path = url.pathname + url.search + url.hash;
  // Dots may leave two slashes at the start, which name another host.
  return path.startsWith('//') || path.startsWith('/sign-') ? '/' : path;
}
