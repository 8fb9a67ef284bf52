import type { Clock } from '../../domain/clock.ts';
import type { Restarts } from '../../domain/restarts.ts';
import type { DocumentKey, SharedDocuments } from './shared-documents.ts';

const KEY: DocumentKey = { kind: 'restarts', owner: '', name: '' };

/** When interrupted jobs were last left as they were, as a document. */
export class PostgresRestarts implements Restarts {
  readonly #documents: SharedDocuments;
  readonly #clock: Clock;

  constructor(documents: SharedDocuments, clock: Clock) {
    this.#documents = documents;
    this.#clock = clock;
  }

  async lastLeft(): Promise<string | null> {
    return (await this.#documents.find(KEY)) ?? null;
  }

  async leave(): Promise<void> {
    await this.#documents.put(KEY, this.#clock.now());
  }
}
