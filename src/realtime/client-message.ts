import { isUtf8 } from 'node:buffer';

/** Longer messages are not even parsed. */
export const MAX_MESSAGE_BYTES = 64 * 1024;

/** A message of a client, as far as it tells what it is about. */
export interface ClientMessage {
  readonly type: string;
  readonly run_id?: unknown;
}

/** A message that can't be used; `message` is for its sender. */
export class ClientMessageError extends Error {
  override readonly name = 'ClientMessageError';
  /** The run that it is about, where it names one. */
  readonly runId: string | undefined;

  constructor(message: string, runId?: unknown) {
    super(message);
    this.runId = typeof runId === 'string' ? runId : undefined;
  }
}

/** Reads a frame as one of the messages in `types`. Throws a `ClientMessageError`. */
export function readClientMessage(data: Buffer, isBinary: boolean, types: readonly string[]): ClientMessage {
  const value = jsonOf(data, isBinary);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new ClientMessageError(`a message is a JSON object, such as {"type":"ping"}, and this one is ${nameOf(value)}`);
  }
  const message: { readonly type?: unknown; readonly run_id?: unknown } = value;
  const { type } = message;
  if (typeof type !== 'string' || !types.includes(type)) {
    const given = type === undefined ? 'there is none' : `it is ${shortened(type)}`;
    throw new ClientMessageError(`type must be one of ${types.join(', ')}, and ${given}`, message.run_id);
  }
  return { ...message, type };
}

function jsonOf(data: Buffer, isBinary: boolean): unknown {
  if (isBinary) throw new ClientMessageError('a message is JSON in a text frame, and this frame is binary');
  if (data.length > MAX_MESSAGE_BYTES) {
    throw new ClientMessageError(`a message has at most ${MAX_MESSAGE_BYTES} bytes, and this one has ${data.length}`);
  }
  if (!isUtf8(data)) throw new ClientMessageError('a message is UTF-8, and this one is not');
  try {
    return JSON.parse(data.toString('utf8'));
  } catch (error) {
    throw new ClientMessageError(`the message is not JSON: ${(error as Error).message}`);
  }
}

function nameOf(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'an array' : `a ${typeof value}`;
}

function shortened(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length > 100 ? `${text.slice(0, 100)}…` : text;
}
