import type { EarlyStop } from './early-stop.ts';
import { type AskOptions, type Completion, type CompletionRequest, type Model, passedOn } from './model.ts';

/** A call that was still waiting for its turn when the job was asked to end: nobody was asked. */
export class StoppedWaitError extends Error {
  override readonly name = 'StoppedWaitError';
}

/**
 * The same model, whose calls do not wait for their turn once the job is asked to end: a rate limit or an outage would hold up the end, and calls that have not been
 * made are not in flight. They reject with a `StoppedWaitError`.
 */
export function withStoppedWaits(model: Model, stop: EarlyStop): Model {
  return {
    ...passedOn(model),
    complete: (request, signal, options = {}) => completed(model, { request, signal, options, stop }),
  };
}

interface StoppableCall {
  readonly request: CompletionRequest;
  readonly signal: AbortSignal;
  readonly options: AskOptions;
  readonly stop: EarlyStop;
}

async function completed(model: Model, { request, signal, options, stop }: StoppableCall): Promise<Completion> {
  const waiting = new AbortController();
  let isWaiting = false;
  const endWait = (): void => {
    if (isWaiting && stop.isAsked) waiting.abort(new StoppedWaitError('the job ends, and this call was not made'));
  };
  const onWait = (waits: boolean): void => {
    isWaiting = waits;
    options.onWait?.(waits);
    endWait();
  };
  const forward = (): void => waiting.abort(signal.reason);
  if (signal.aborted) forward();
  signal.addEventListener('abort', forward);
  const release = stop.onAsked(endWait);
  try {
    return await model.complete(request, waiting.signal, { ...options, onWait });
  } finally {
    release();
    signal.removeEventListener('abort', forward);
  }
}
