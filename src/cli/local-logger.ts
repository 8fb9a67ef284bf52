import type { LoggerService } from '@nestjs/common';

/** Whose news are for whoever runs the command. */
const HEARD: readonly unknown[] = ['Project', 'Benchmarks'];

/**
 * Passes on what the projects' code prints, what happens to benchmarks' data and what goes wrong in Assay itself. How a job fared
 * is said elsewhere.
 */
export class LocalLogger implements LoggerService {
  readonly #onText: (text: string) => void;

  constructor(onText: (text: string) => void) {
    this.#onText = onText;
  }

  log(message: unknown, context?: unknown): void {
    if (HEARD.includes(context)) this.#onText(String(message));
  }

  error(message: unknown): void {
    this.#onText(String(message));
  }

  warn(): void {
    // A failed job's own event says the same.
  }
}
