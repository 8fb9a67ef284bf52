let handed: File | null = null;

/** Gives a file that was dropped on one screen to the screen that imports it. */
export function handOver(file: File): void {
  handed = file;
}

/** The file that was handed over, once. */
export function takeHanded(): File | null {
  const file = handed;
  handed = null;
  return file;
}
