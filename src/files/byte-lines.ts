const NEWLINE = 10;

/** A line without its newline. */
export interface ByteLine {
  readonly bytes: Buffer;
  /** Of its first byte in the stream. */
  readonly offset: number;
  /** From 1. */
  readonly number: number;
}

/**
 * The lines of a stream of bytes, as many at a time as a chunk completes; what follows the last newline is a line too, unless
 * it is empty. Memory is bounded by the longest line: one with more than `maxBytes` throws what `tooLong` makes of its number.
 */
export async function* byteLines(
  chunks: AsyncIterable<Uint8Array>,
  maxBytes: number,
  tooLong: (number: number) => Error,
): AsyncGenerator<readonly ByteLine[]> {
  const parts: Uint8Array[] = [];
  let partBytes = 0;
  let offset = 0;
  let number = 1;
  for await (const chunk of chunks) {
    const end = chunk.lastIndexOf(NEWLINE) + 1;
    if (end > 0) {
      const whole = Buffer.concat([...parts.splice(0), chunk.subarray(0, end)]);
      const lines = splitLines(whole, offset, number);
      offset += whole.length;
      number += lines.length;
      partBytes = 0;
      for (const line of lines) if (line.bytes.length > maxBytes) throw tooLong(line.number);
      yield lines;
    }
    parts.push(chunk.subarray(end));
    partBytes += chunk.length - end;
    if (partBytes > maxBytes) throw tooLong(number);
  }
  if (partBytes > 0) yield [{ bytes: Buffer.concat(parts), offset, number }];
}

function splitLines(bytes: Buffer, offset: number, number: number): ByteLine[] {
  const lines: ByteLine[] = [];
  for (let start = 0, end: number; start < bytes.length; start = end + 1) {
    end = bytes.indexOf(NEWLINE, start);
    lines.push({ bytes: bytes.subarray(start, end), offset: offset + start, number: number + lines.length });
  }
  return lines;
}
