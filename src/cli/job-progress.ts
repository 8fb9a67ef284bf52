import { SingleBar } from 'cli-progress';
import type { JobEvent } from '../domain/job-event.ts';

/** How far a job is, on one line of the terminal; one line an update where there is no terminal. */
export class JobProgress {
  readonly #bar: SingleBar;
  #trials = 0;
  #failed = 0;
  #scoreSum = 0;
  #scores = 0;
  #tokens = 0;

  constructor(label: string, total: number, stream: NodeJS.WriteStream) {
    this.#bar = new SingleBar({
      format: `${label} {bar} {value}/{total} trials · {rate}/s · score {score} · {failed} failed · {tokens} tokens`,
      barCompleteChar: '█',
      barIncompleteChar: '░',
      barsize: 24,
      hideCursor: true,
      noTTYOutput: true,
      notTTYSchedule: 1_000,
      etaBuffer: 50,
      stream,
    });
    this.#startedAt = performance.now();
    this.#bar.start(total, 0, this.#values());
  }

  readonly #startedAt: number;

  add({ type, payload }: JobEvent): void {
    if (type === 'trial' && 'example' in payload) {
      this.#trials += 1;
      if (payload.status === 'failed') this.#failed += 1;
      const response = payload.telemetry?.response;
      this.#tokens += (response?.input_tokens ?? 0) + (response?.output_tokens ?? 0);
    } else if (type === 'scoring' && 'metric' in payload && payload.score !== undefined) {
      this.#scores += 1;
      this.#scoreSum += payload.score.normalized;
    }
    this.#bar.update(this.#trials, this.#values());
  }

  stop(): void {
    this.#bar.update(this.#trials, this.#values());
    this.#bar.stop();
  }

  #values(): object {
    const seconds = Math.max((performance.now() - this.#startedAt) / 1_000, 0.001);
    return {
      rate: (this.#trials / seconds).toFixed(0),
      score: this.#scores === 0 ? '–' : (this.#scoreSum / this.#scores).toFixed(3),
      failed: this.#failed,
      tokens: this.#tokens,
    };
  }
}
