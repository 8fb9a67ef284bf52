import { describe, expect, it } from '@jest/globals';
import { EarlyStop } from './early-stop.ts';
import { runTrials } from './evaluate.ts';
import type { EngineEvent } from './event.ts';
import { FakeModel, row } from './fake-model.fixture.ts';
import type { AskOptions, CompletionRequest, Completion, Model } from './model.ts';
import { defineProgram } from './program.ts';
import { PromptTemplate } from './prompt-template.ts';
import { StoppedWaitError, withStoppedWaits } from './stopped-waits.ts';

const END = { stopped: { reason: 'max_seconds', limit: 1 } } as const;
const REQUEST: CompletionRequest = { messages: [], systemInstruction: null, outputSchema: null, generationKwargs: {} };
const never = new AbortController().signal;

/** A model whose calls wait for their turn, which the test gives. */
class QueuedModel implements Model {
  readonly modelId = 'queued-1';
  readonly #turns: (() => void)[] = [];

  async complete(_request: CompletionRequest, signal: AbortSignal, { onWait }: AskOptions = {}): Promise<Completion> {
    onWait?.(true);
    signal.throwIfAborted();
    await new Promise<void>((resolve, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason as Error));
      this.#turns.push(resolve);
    });
    onWait?.(false);
    return { content: 'hi', inputTokens: 1, outputTokens: 1, latencySeconds: 0 };
  }

  /** Lets the call go that waits longest. */
  next(): void {
    this.#turns.shift()?.();
  }
}

describe('withStoppedWaits', () => {
  it('ends calls that wait when the job is to end', async () => {
    const stop = new EarlyStop();
    const asked = withStoppedWaits(new QueuedModel(), stop).complete(REQUEST, never);
    stop.ask(END);
    await expect(asked).rejects.toThrow(StoppedWaitError);
  });

  it('ends calls that begin to wait afterwards', async () => {
    const stop = new EarlyStop();
    stop.ask(END);
    await expect(withStoppedWaits(new QueuedModel(), stop).complete(REQUEST, never)).rejects.toThrow(StoppedWaitError);
  });

  it('lets a call that is made end by itself', async () => {
    const stop = new EarlyStop();
    const answer = Promise.withResolvers<Partial<Completion>>();
    const asked = withStoppedWaits(new FakeModel(() => answer.promise), stop).complete(REQUEST, never);
    stop.ask(END);
    answer.resolve({ content: 'hi' });
    expect(await asked).toMatchObject({ content: 'hi' });
  });

  it('rejects with the reason of the signal that aborts', async () => {
    const controller = new AbortController();
    const asked = withStoppedWaits(new QueuedModel(), new EarlyStop()).complete(REQUEST, controller.signal);
    controller.abort(new Error('cancelled'));
    await expect(asked).rejects.toThrow('cancelled');
  });

  it('leaves out the trials whose calls were not made', async () => {
    const stop = new EarlyStop();
    const queued = new QueuedModel();
    const events: EngineEvent[] = [];
    const rows = Array.from({ length: 5 }, (_, place) => row({ place }, null, place));
    const plan = {
      program: defineProgram(async ({ render, complete }) => (await complete(render())).text),
      template: new PromptTemplate('{{ place }}', 'plain.jinja'),
      model: withStoppedWaits(queued, stop),
      generationKwargs: {},
      trialTimeoutMs: 60_000,
      metrics: [],
      rows: () => rows,
      repeats: 1,
      workers: 5,
      stepIndex: 0,
      earlyStop: stop,
    };
    const run = runTrials(
      plan,
      (event) => {
        events.push(event);
        stop.ask(END);
      },
      never,
    );
    await new Promise((resolve) => setImmediate(resolve));
    queued.next();
    expect(await run).toBe(false);
    expect(events).toHaveLength(1);
  });
});
