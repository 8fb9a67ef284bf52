const FIN_TEXT = 0x81;

const LENGTH_16 = 126;

const LENGTH_64 = 127;

/** The most bytes that the head of a frame takes. */
export const MAX_HEAD_BYTES = 10;

/**
 * Writes the head of an unmasked text frame with a payload of `length` bytes (RFC 6455, §5.2); returns the offset after it.
 */
export function writeFrameHead(target: Buffer, offset: number, length: number): number {
  target[offset] = FIN_TEXT;
  if (length < LENGTH_16) return target.writeUInt8(length, offset + 1);
  if (length <= 0xffff) {
    target[offset + 1] = LENGTH_16;
    return target.writeUInt16BE(length, offset + 2);
  }
  target[offset + 1] = LENGTH_64;
  return target.writeBigUInt64BE(BigInt(length), offset + 2);
}

/** A text as a server's frame, encoded once for all clients. */
export function textFrame(text: string): Buffer {
  const length = Buffer.byteLength(text);
  const frame = Buffer.allocUnsafe(MAX_HEAD_BYTES + length);
  const start = writeFrameHead(frame, 0, length);
  return frame.subarray(0, start + frame.write(text, start));
}
