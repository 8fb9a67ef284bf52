import type { EarlyStop } from './early-stop.ts';
import { AnswerError, type Model, ModelError, passedOn, type Refusal } from './model.ts';

/** How many refusals of one kind in a row end a job. */
const MOST_REFUSALS = 10;

interface Streak {
  refusal: Refusal | null;
  length: number;
}

/**
 * Ends a job whose provider refuses all that it is asked: for a wrong key, an account without credit, a model that it does not have. An
 * answer shows that others may pass, so only refusals in a row count, of one kind and by one model.
 */
export class RefusalWatch {
  readonly #stop: EarlyStop;
  readonly #streaks = new Map<Model, Streak>();

  constructor(stop: EarlyStop) {
    this.#stop = stop;
  }

  /** The same model, whose refusals are counted. */
  watched(model: Model): Model {
    return {
      ...passedOn(model),
      complete: async (...asked) => {
        try {
          const completion = await model.complete(...asked);
          this.#streaks.delete(model);
          return completion;
        } catch (error) {
          if (error instanceof AnswerError) this.#streaks.delete(model);
          if (error instanceof ModelError && error.refusal !== null) this.#count(model, error.refusal, error.message);
          throw error;
        }
      },
    };
  }

  #count(model: Model, refusal: Refusal, said: string): void {
    const streak = this.#streaks.get(model) ?? { refusal, length: 0 };
    streak.length = streak.refusal === refusal ? streak.length + 1 : 1;
    streak.refusal = refusal;
    this.#streaks.set(model, streak);
    if (streak.length < MOST_REFUSALS) return;
    const stopped = { reason: 'refused', model: model.modelId, refusal, refusals: streak.length } as const;
    this.#stop.ask({ stopped, message: `${streak.length} requests in a row were refused, and others would be too: ${said}` });
  }
}
