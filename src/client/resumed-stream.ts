import { ApiError, causeOf } from './api-error.ts';

/** Waits between attempts to resume a lost stream; every message that arrives starts the list again. */
const RECONNECT_MS: readonly number[] = [100, 500, 1_000, 2_000, 4_000, 8_000, 15_000, 30_000];

/** Is told when a connection is lost, and when it is back. */
export type OnLost = (isLost: boolean) => void;

/** How long to follow, and who is told of lost connections. */
export interface FollowedUntil {
  readonly signal?: AbortSignal;
  /** Is told `true` when a lost connection is not back at once, and `false` when it is. */
  readonly onLost?: OnLost;
}

/** A stream of numbered messages that can be opened again from any of them on. */
export interface NumberedStream<Message> {
  readonly open: (fromSeq: number, signal: AbortSignal) => AsyncIterable<Message>;
  /** Whether a stream that has ended has said everything. */
  readonly isOver: () => Promise<boolean>;
  /** What is said of one that has ended too early. */
  readonly cutOff: string;
}

/**
 * Every message of a stream from the first on, each once, until it is over; a lost connection is resumed where it broke. Ends early when the
 * signal aborts. Throws an `ApiError` when the connection does not come back.
 */
export async function* resumedStream<Message extends { readonly seq: number }>(
  { open, isOver, cutOff }: NumberedStream<Message>,
  { signal = new AbortController().signal, onLost }: FollowedUntil = {},
): AsyncGenerator<Message> {
  let next = 0;
  let attempt = 0;
  let isLost = false;
  const tell = (isLostNow: boolean): void => {
    if (isLostNow !== isLost) onLost?.(isLostNow);
    isLost = isLostNow;
  };
  for (;;) {
    try {
      for await (const message of open(next, signal)) {
        attempt = 0;
        tell(false);
        if (message.seq < next) continue;
        next = message.seq + 1;
        yield message;
      }
      if (signal.aborted) return;
      const isAll = await isOver();
      tell(false);
      if (isAll) return;
      throw new ApiError(cutOff, 0);
    } catch (error) {
      if (signal.aborted) return;
      const waitMs = RECONNECT_MS[attempt];
      if (waitMs === undefined || !isTemporary(error)) throw asApiError(error);
      if (attempt > 0) tell(true);
      attempt += 1;
      const goesOn = await waited(waitMs, signal);
      if (!goesOn) return;
    }
  }
}

/** Resolves to `true` after so long, or at once to `false` when the signal aborts. */
function waited(ms: number, signal: AbortSignal): Promise<boolean> {
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve(!signal.aborted);
    };
    const timer = setTimeout(end, ms);
    signal.addEventListener('abort', end);
  });
}

/** Whether trying again may help: the connection was lost, or the server is not ready. */
function isTemporary(error: unknown): boolean {
  return !(error instanceof ApiError) || error.status === 0 || error.status === 503;
}

function asApiError(error: unknown): ApiError {
  return error instanceof ApiError ? error : new ApiError(`the connection was lost: ${causeOf(error)}`, 0);
}
