import { readdir, readFile } from 'node:fs/promises';

/** The job processes that a server has started, by their numbers. Only where there is `/proc`. */
export async function childProcesses(serverPid: number): Promise<number[]> {
  const found: number[] = [];
  for (const name of await readdir('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const [stat, command] = await Promise.all(
      ['stat', 'cmdline'].map((file) => readFile(`/proc/${name}/${file}`, 'utf8').catch(() => '')),
    );
    const parent = Number(stat?.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
    if (parent === serverPid && command?.includes('runner/child') === true) found.push(Number(name));
  }
  return found;
}
