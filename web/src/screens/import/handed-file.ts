let handed: readonly File[] = [];

/** Gives files that were dropped on one screen to the screen that imports them. */
export function handOver(files: readonly File[]): void {
  handed = files;
}

/** The files that were handed over, once; none where there are none. */
export function takeHanded(): readonly File[] {
  const files = handed;
  handed = [];
  return files;
}
