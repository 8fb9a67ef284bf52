import pg from 'pg';
import { type Observable, Subject } from 'rxjs';
import { connectionOptions, type PostgresDatabase } from './postgres-database.ts';

/** What may have changed: a job, that one waits, what is asked of one, a comparison. */
export type HintKind = 'job' | 'work' | 'order' | 'comparison';

export interface Hint {
  readonly kind: HintKind;
  readonly id: string;
}

/** A channel that may have missed hints says so by this one: everything may have changed. */
export type Heard = Hint | 'anything';

const CHANNEL = 'assay';

/** Hints are gathered for so long, so that a job of a thousand events a second costs a hundred notifications. */
const GATHERING_MS = 10;

/** PostgreSQL takes payloads below 8000 bytes. */
const PAYLOAD_BYTES = 7_500;

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 2_000;

/** How often to see whether the connection is still there: one that was cut without a word says nothing. */
const PROBE_MS = 5_000;

/**
 * Tells other processes over one database that something has changed, so that they need not wait until they look. Nothing rests on it: hints are sent
 * after what they are about was committed, and may be lost.
 */
export class HintChannel {
  readonly #database: PostgresDatabase;
  readonly #processId: string;
  readonly #heard = new Subject<Heard>();
  readonly #gathered = new Map<string, Hint>();
  #sending: NodeJS.Timeout | undefined;
  #listening: pg.Client | undefined;
  #pauseMs = FIRST_PAUSE_MS;
  #retry: NodeJS.Timeout | undefined;
  #probe: NodeJS.Timeout | undefined;
  #isClosed = false;

  /** Hints of other processes. */
  readonly heard: Observable<Heard> = this.#heard.asObservable();

  constructor(database: PostgresDatabase, processId: string) {
    this.#database = database;
    this.#processId = processId;
  }

  /** Listens from now on, and again whenever the connection was lost. Resolves when it listens, or when that can't be now. */
  async start(): Promise<void> {
    await this.#listen();
  }

  /** Sends a hint soon. */
  send(kind: HintKind, id: string): void {
    if (this.#isClosed) return;
    this.#gathered.set(`${kind} ${id}`, { kind, id });
    this.#sending ??= setTimeout(() => this.#sendGathered(), GATHERING_MS);
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    for (const timer of [this.#sending, this.#retry]) clearTimeout(timer);
    clearInterval(this.#probe);
    await this.#notify().catch(() => undefined);
    await this.#listening?.end().catch(() => undefined);
    this.#heard.complete();
  }

  #sendGathered(): void {
    this.#sending = undefined;
    void this.#notify().catch(() => undefined);
  }

  async #notify(): Promise<void> {
    const payloads = payloadsOf(this.#processId, [...this.#gathered.values()]);
    this.#gathered.clear();
    if (payloads.length === 0) return;
    await this.#database.query('SELECT pg_notify($1, payload) FROM unnest($2::text[]) AS payload', [CHANNEL, payloads]);
  }

  async #listen(): Promise<void> {
    const client = new pg.Client(connectionOptions(this.#database.url));
    this.#listening = client;
    client.on('error', () => this.#lost(client));
    client.on('end', () => this.#lost(client));
    client.on('notification', ({ payload }) => this.#receive(payload ?? ''));
    try {
      await client.connect();
      await client.query(`LISTEN ${CHANNEL}`);
    } catch {
      this.#lost(client);
      return;
    }
    this.#pauseMs = FIRST_PAUSE_MS;
    this.#probe = setInterval(() => void client.query('SELECT 1').catch(() => this.#lost(client)), PROBE_MS).unref();
    this.#heard.next('anything');
  }

  #lost(client: pg.Client): void {
    if (this.#listening !== client) return;
    this.#listening = undefined;
    clearInterval(this.#probe);
    void client.end().catch(() => undefined);
    if (this.#isClosed) return;
    this.#retry = setTimeout(() => void this.#listen(), this.#pauseMs).unref();
    this.#pauseMs = Math.min(2 * this.#pauseMs, LONGEST_PAUSE_MS);
  }

  #receive(payload: string): void {
    const [from, ...hints] = JSON.parse(payload) as readonly [string, ...(readonly [HintKind, string])[]];
    if (from === this.#processId) return;
    for (const [kind, id] of hints) this.#heard.next({ kind, id });
  }
}

/** Texts of who sends which hints, each short enough. */
function payloadsOf(from: string, hints: readonly Hint[]): readonly string[] {
  const payloads: string[] = [];
  let rest = hints.map(({ kind, id }) => [kind, id] as const);
  while (rest.length > 0) {
    let count = rest.length;
    while (count > 1 && Buffer.byteLength(JSON.stringify([from, ...rest.slice(0, count)])) > PAYLOAD_BYTES)
      count = Math.ceil(count / 2);
    payloads.push(JSON.stringify([from, ...rest.slice(0, count)]));
    rest = rest.slice(count);
  }
  return payloads;
}
