import { realpath, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';

/**
 * The file that the path of a URL names in `root`, relative to it; `undefined` where there is none that may be read. `root` is
 * a real path. What begins with a dot, climbs out, or leads out by a symbolic link is not there.
 */
export async function staticFile(root: string, pathname: string): Promise<string | undefined> {
  const segments = pathSegments(pathname);
  if (segments === undefined) return undefined;
  const path = await realpath(join(root, ...segments)).catch(() => undefined);
  if (path === undefined || !path.startsWith(root + sep)) return undefined;
  const name = relative(root, path);
  if (name.split(sep).some(isHidden)) return undefined;
  const status = await stat(path).catch(() => undefined);
  return status?.isFile() === true ? name : undefined;
}

function pathSegments(pathname: string): string[] | undefined {
  try {
    const segments = decodeURIComponent(pathname).split('/').slice(1);
    return segments.some((segment) => isHidden(segment) || /[\0\\]/.test(segment)) ? undefined : segments;
  } catch {
    return undefined;
  }
}

function isHidden(segment: string): boolean {
  return segment.startsWith('.');
}
