/** A body that is longer than it may be. */
export class BodyTooLargeError extends Error {
  override readonly name = 'BodyTooLargeError';

  constructor(maxBytes: number) {
    super(`longer than ${maxBytes} bytes`);
  }
}

/** What of a body had come when it broke off. */
export class BodyCutError extends Error {
  override readonly name = 'BodyCutError';
  readonly received: Buffer;

  constructor(received: Buffer, cause: unknown) {
    super('the body broke off', { cause });
    this.received = received;
  }
}

/**
 * A whole body, of at most so many bytes as they come out of the stream, which is after any decompression. Throws a `BodyTooLargeError`, after
 * which nothing more is read, and a `BodyCutError`.
 */
export async function limitedBody(body: AsyncIterable<Uint8Array> | null, maxBytes: number): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of body ?? []) {
      size += chunk.length;
      // Leaving the loop cancels the stream.
      if (size > maxBytes) throw new BodyTooLargeError(maxBytes);
      chunks.push(chunk);
    }
  } catch (error) {
    throw error instanceof BodyTooLargeError ? error : new BodyCutError(Buffer.concat(chunks), error);
  }
  return Buffer.concat(chunks);
}
