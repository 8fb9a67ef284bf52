import { isUtf8 } from 'node:buffer';

/** Longer messages are not parsed. */
const MAX_MESSAGE_BYTES = 64 * 1024;

const TYPES = ['ping', 'subscribe', 'unsubscribe'] as const;
type ClientMessageType = (typeof TYPES)[number];

/** A message of a client whose type is known; its other fields are unchecked. */
export interface ClientMessage {
  readonly type: ClientMessageType;
  readonly run_id?: unknown;
  readonly comparison_id?: unknown;
}

/** A message that can't be used; `message` is for its sender. */
export class ClientMessageError extends Error {
  override readonly name = 'ClientMessageError';
  /** The run that it is about, if it names one. */
  readonly runId: string | undefined;

  constructor(message: string, runId?: unknown) {
    super(message);
    this.runId = typeof runId === 'string' ? runId : undefined;
  }
}

/**
 * Reads a frame as a message. No field of a message is an array or an object: one that is becomes `null`, so that nothing has to
 * descend into it. Throws a `ClientMessageError`.
 */
export function readClientMessage(data: Buffer, isBinary: boolean): ClientMessage {
  const value = jsonOf(data, isBinary);
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new ClientMessageError(`a message is a JSON object, such as {"type":"ping"}, and this one is ${nameOf(value)}`);

  const message: { readonly type?: unknown; readonly run_id?: unknown } = shallow(value);
  const { type } = message;
  if (!isKnown(type))
    throw new ClientMessageError(`type must be one of ${TYPES.join(', ')}, and ${given(type)}`, message.run_id);

  return { ...message, type };
}

function isKnown(type: unknown): type is ClientMessageType {
  return (TYPES as readonly unknown[]).includes(type);
}

function jsonOf(data: Buffer, isBinary: boolean): unknown {
  if (isBinary) throw new ClientMessageError('a message is JSON in a text frame, and this frame is binary');
  if (data.length > MAX_MESSAGE_BYTES)
    throw new ClientMessageError(`a message has at most ${MAX_MESSAGE_BYTES} bytes, and this one has ${data.length}`);

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

function given(type: unknown): string {
  if (type === undefined) return 'there is none';
  return typeof type === 'string' ? `it is ${JSON.stringify(type.slice(0, 100))}` : 'it is not a string';
}

function shallow(value: object): object {
  return Object.fromEntries(
    Object.entries(value).map(([name, field]) => [name, typeof field === 'object' ? null : (field as unknown)]),
  );
}
