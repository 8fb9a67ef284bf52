import type { TelemetryPayload } from '../evaluation/event.ts';
import type { Telemetry } from './job-report.ts';
import { LatencyTally } from './latency-tally.ts';

/** Adds up what trials took, in bounded memory. */
export class TelemetryTally {
  readonly #latency = new LatencyTally();
  #trials = 0;
  #inputTokens = 0;
  #outputTokens = 0;
  #withoutTokens = 0;

  add({ response }: TelemetryPayload): void {
    this.#trials += 1;
    this.#inputTokens += response.input_tokens ?? 0;
    this.#outputTokens += response.output_tokens ?? 0;
    if (response.input_tokens === null || response.output_tokens === null) this.#withoutTokens += 1;
    this.#latency.add(response.latency);
  }

  get telemetry(): Telemetry {
    return {
      trials: this.#trials,
      input_tokens: this.#inputTokens,
      output_tokens: this.#outputTokens,
      without_tokens: this.#withoutTokens,
      latency: this.#latency.latency,
    };
  }
}
