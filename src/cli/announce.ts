import type { Config } from '../config/config.ts';

/** Tells who started the server where it is and what it serves; on standard error, as standard output is the log's. */
export function announce(url: string, { host, projectsRoot }: Config): void {
  const reachable = url.replace(/\/\/(0\.0\.0\.0|\[::\])/, '//localhost');
  const everywhere = reachable === url ? '' : `  (on every interface: ${host})`;
  console.error(`\n  Assay          ${reachable}${everywhere}`);
  console.error(`  Documentation  ${reachable}/docs  ${reachable}/redoc`);
  console.error(`  Projects       ${projectsRoot}\n`);
}
