const BLOCK = 512;
const LONGEST_NAME = 100;

/**
 * Files as one tar archive (POSIX.1-1988, “ustar”), so that those whose results belong together are sent together. Their bytes are not read
 * before they are sent.
 */
export function tarOfFiles(files: readonly File[]): File {
  const parts = files.flatMap((file) => [header(file), file, new Uint8Array((BLOCK - (file.size % BLOCK)) % BLOCK)]);
  return new File([...parts, new Uint8Array(2 * BLOCK)], `${String(files.length)} files`);
}

function header({ name, size }: File): Uint8Array<ArrayBuffer> {
  const block = new Uint8Array(BLOCK);
  const write = (text: string, at: number): void => block.set(new TextEncoder().encode(text), at);
  write(shortened(name), 0);
  write('0000600\0', 100);
  write('0000000\0', 108);
  write('0000000\0', 116);
  write(`${size.toString(8).padStart(11, '0')}\0`, 124);
  write('00000000000\0', 136);
  // The checksum counts itself as spaces.
  write('        ', 148);
  write('0', 156);
  write('ustar\x0000', 257);
  write(
    `${block
      .reduce((sum, byte) => sum + byte, 0)
      .toString(8)
      .padStart(6, '0')}\0 `,
    148,
  );
  return block;
}

/** The end of a long name, which tells files apart by what they are. */
function shortened(name: string): string {
  const bytes = new TextEncoder().encode(name);
  return bytes.length < LONGEST_NAME
    ? name
    : new TextDecoder().decode(bytes.subarray(1 - LONGEST_NAME)).replaceAll('\ufffd', '_');
}
