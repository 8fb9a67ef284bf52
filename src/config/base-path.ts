/** The first parts of the server's own paths: under one of these, a prefix and a route could not be told apart. */
export const OWN_PATHS: readonly string[] = [
  'api',
  'asyncapi.json',
  'docs',
  'metrics',
  'openapi.json',
  'redoc',
  'sign-in',
  'sign-out',
  'ws',
];

const LONGEST = 200;

/** Whether a server can be reached under this path, such as `/assay` or `/tools/assay`: no slash at its end, no dot segments. */
export function isBasePath(path: string): boolean {
  if (path.length > LONGEST || !/^(\/[\w.~-]+)+$/.test(path)) return false;
  const segments = path.split('/').slice(1);
  return !segments.some((segment) => /^\.+$/.test(segment)) && !OWN_PATHS.includes(segments[0] ?? '');
}
