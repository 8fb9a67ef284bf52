/** The line that a fault is in, from 1; `undefined` where it is in none. */
export function faultyLineOf(path: string): number | undefined {
  const line = /^line (\d+)/.exec(path)?.[1];
  return line === undefined ? undefined : Number(line);
}
