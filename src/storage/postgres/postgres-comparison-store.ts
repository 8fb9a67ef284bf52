import type { Comparison } from '../../domain/comparison.ts';
import type { ComparisonPage, ComparisonQuery, ComparisonStore } from '../../domain/comparison-store.ts';
import { AssayError, ComparisonNotFoundError } from '../../domain/errors.ts';
import { type EventBatch, eventLines } from '../../domain/event-batch.ts';
import { documentText } from '../../files/durable-file.ts';
import type { KeptComparison } from '../../statistics/live/live-comparison.ts';
import type { LiveSetup } from '../../statistics/live/live-setup.ts';
import { fromDocument, toDocument } from '../comparisons/comparison-document.ts';
import { comparisonPage } from '../comparisons/comparison-page.ts';
import { isJobId } from '../file/job-folder.ts';
import type { HintChannel } from './hint-channel.ts';
import { isVoidLease } from './job-leases.ts';
import { persistently } from './persistent-write.ts';
import type { PostgresDatabase, Queries } from './postgres-database.ts';

const RENEWAL_MS = 5_000;

/** Live comparisons in the database of shared storage. Whoever writes one has its token, as with jobs. */
export class PostgresComparisonStore implements ComparisonStore {
  readonly #database: PostgresDatabase;
  readonly #processId: string;
  readonly #tokens = new Map<string, number>();
  readonly #hints: Pick<HintChannel, 'send'>;
  readonly #timer: NodeJS.Timeout;
  #isClosed = false;

  constructor(database: PostgresDatabase, processId: string, hints: Pick<HintChannel, 'send'>) {
    this.#database = database;
    this.#processId = processId;
    this.#hints = hints;
    // What can't be renewed now is tried again in time.
    this.#timer = setInterval(() => void this.renew().catch(() => undefined), RENEWAL_MS).unref();
  }

  async create(comparison: Comparison, setup: LiveSetup): Promise<void> {
    const { id, createdAt, runIds } = comparison;
    const [row] = await this.#database.query<{ token: number }>(
      `INSERT INTO assay_comparisons (id, record, setup, created_at, run_ids, token, holder, renewed_at)
       VALUES ($1, $2, $3, $4, $5, nextval('assay_tokens'), $6, clock_timestamp()) ON CONFLICT DO NOTHING RETURNING token`,
      [id, documentText(toDocument(comparison)), JSON.stringify(setup), createdAt, [...runIds], this.#processId],
    );
    if (row === undefined) throw new AssayError('already_exists', `comparison ${id} exists already`);
    this.#tokens.set(id, row.token);
  }

  async find(comparisonId: string): Promise<Comparison | undefined> {
    const record = await this.#column(comparisonId, 'record');
    return typeof record === 'string' ? fromDocument(JSON.parse(record)) : undefined;
  }

  async list(query: ComparisonQuery = {}): Promise<ComparisonPage> {
    const text = 'SELECT record FROM assay_comparisons WHERE $1::text IS NULL OR $1 = ANY (run_ids)';
    const rows = await this.#database.query<{ record: string }>(text, [query.runId ?? null]);
    const found = rows.map(({ record }) => fromDocument(JSON.parse(record)));
    return comparisonPage(
      found.filter((comparison) => comparison !== undefined),
      query,
    );
  }

  async left(): Promise<readonly Comparison[]> {
    const rows = await this.#database.query<{ record: string }>(
      `SELECT record FROM assay_comparisons WHERE NOT has_ended AND (token IS NULL OR ${isVoidLease()})`,
    );
    return rows.map(({ record }) => fromDocument(JSON.parse(record))).filter((comparison) => comparison !== undefined);
  }

  async claim(comparisonId: string): Promise<boolean> {
    const held = this.#tokens.get(comparisonId);
    const [row] = await this.#database.query<{ token: number }>(
      `UPDATE assay_comparisons SET holder = $2, renewed_at = clock_timestamp(),
         token = CASE WHEN token = $3 THEN token ELSE nextval('assay_tokens') END
       WHERE id = $1 AND (token IS NULL OR token = $3 OR ${isVoidLease()}) RETURNING token`,
      [comparisonId, this.#processId, held ?? null],
    );
    if (row !== undefined) {
      this.#tokens.set(comparisonId, row.token);
      return true;
    }
    this.#tokens.delete(comparisonId);
    if ((await this.#column(comparisonId, 'record')) === undefined) throw new ComparisonNotFoundError(comparisonId);
    return false;
  }

  async setup(comparisonId: string): Promise<LiveSetup> {
    const setup = await this.#column(comparisonId, 'setup');
    if (typeof setup !== 'string') throw new ComparisonNotFoundError(comparisonId);
    return JSON.parse(setup) as LiveSetup;
  }

  async update(comparison: Comparison): Promise<void> {
    const { id, ended } = comparison;
    await this.#asWriter(id, async (queries) => {
      const text = 'UPDATE assay_comparisons SET record = $2, has_ended = $3 WHERE id = $1';
      await queries.query(text, [id, documentText(toDocument(comparison)), ended !== null]);
      if (ended !== null) await queries.query('UPDATE assay_comparisons SET token = NULL, holder = NULL WHERE id = $1', [id]);
    });
    if (ended !== null) this.#tokens.delete(id);
  }

  async appendStates(comparisonId: string, batch: EventBatch): Promise<void> {
    await this.#asWriter(comparisonId, async (queries, isRetry) => {
      const [row] = await queries.query<{ states: number }>('SELECT states FROM assay_comparisons WHERE id = $1', [
        comparisonId,
      ]);
      if (isRetry && row?.states === batch.firstSeq + batch.count) return;
      if (row?.states !== batch.firstSeq) throw new Error(`the next state is ${row?.states}, not ${batch.firstSeq}`);
      const lines = Array.from(eventLines(batch), (line) => line.toString('utf8'));
      await queries.query(
        `INSERT INTO assay_comparison_states (comparison_id, seq, line)
         SELECT $1, $2 + at - 1, line FROM unnest($3::text[]) WITH ORDINALITY AS states (line, at)`,
        [comparisonId, batch.firstSeq, lines],
      );
      await queries.query('UPDATE assay_comparisons SET states = states + $2 WHERE id = $1', [comparisonId, batch.count]);
    });
  }

  async *readStates(comparisonId: string, fromSeq: number): AsyncGenerator<EventBatch> {
    if ((await this.#column(comparisonId, 'record')) === undefined) throw new ComparisonNotFoundError(comparisonId);
    const text = 'SELECT line FROM assay_comparison_states WHERE comparison_id = $1 AND seq >= $2 ORDER BY seq';
    const rows = await this.#database.query<{ line: string }>(text, [comparisonId, fromSeq]);
    if (rows.length === 0) return;
    const bytes = Buffer.from(rows.map(({ line }) => `${line}\n`).join(''));
    yield { firstSeq: fromSeq, count: rows.length, bytes };
  }

  async keep(comparisonId: string, kept: KeptComparison): Promise<void> {
    await this.#asWriter(comparisonId, async (queries) => {
      await queries.query('UPDATE assay_comparisons SET kept = $2 WHERE id = $1', [comparisonId, JSON.stringify(kept)]);
    });
  }

  async kept(comparisonId: string): Promise<KeptComparison | null> {
    const kept = await this.#column(comparisonId, 'kept');
    return typeof kept === 'string' ? (JSON.parse(kept) as KeptComparison) : null;
  }

  async delete(comparisonId: string): Promise<void> {
    const isThere = isJobId(comparisonId);
    const rows = isThere
      ? await this.#database.query('DELETE FROM assay_comparisons WHERE id = $1 RETURNING id', [comparisonId])
      : [];
    this.#tokens.delete(comparisonId);
    if (rows.length === 0) throw new ComparisonNotFoundError(comparisonId);
  }

  /** Says that this process still writes what it does. */
  async renew(): Promise<void> {
    if (this.#tokens.size === 0) return;
    await this.#database.query(
      `UPDATE assay_comparisons AS c SET renewed_at = clock_timestamp()
       FROM unnest($1::text[], $2::bigint[]) AS held (id, token) WHERE c.id = held.id AND c.token = held.token`,
      [[...this.#tokens.keys()], [...this.#tokens.values()]],
    );
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    clearInterval(this.#timer);
    const text = 'UPDATE assay_comparisons SET token = NULL, holder = NULL WHERE token = ANY ($1::bigint[])';
    // One that can't be left now is left once its time is over.
    if (this.#tokens.size > 0) await this.#database.query(text, [[...this.#tokens.values()]]).catch(() => undefined);
    this.#tokens.clear();
  }

  /** `undefined` for any id that is not a comparison's. */
  async #column(comparisonId: string, column: 'record' | 'setup' | 'kept'): Promise<unknown> {
    if (!isJobId(comparisonId)) return undefined;
    const text = `SELECT ${column} AS value FROM assay_comparisons WHERE id = $1`;
    return (await this.#database.query<{ value: unknown }>(text, [comparisonId]))[0]?.value;
  }

  /** While the database is away the write waits. */
  async #asWriter(comparisonId: string, work: (queries: Queries, isRetry: boolean) => Promise<void>): Promise<void> {
    await persistently(
      (isRetry) => this.#write(comparisonId, (queries) => work(queries, isRetry)),
      () => this.#isClosed,
    );
    this.#hints.send('comparison', comparisonId);
  }

  async #write(comparisonId: string, work: (queries: Queries) => Promise<void>): Promise<void> {
    // One that has ended is opened again by whoever writes it first.
    if (!this.#tokens.has(comparisonId)) await this.claim(comparisonId);
    const token = this.#tokens.get(comparisonId);
    await this.#database.transaction(async (queries) => {
      const text = 'SELECT token FROM assay_comparisons WHERE id = $1 FOR UPDATE';
      const [row] = await queries.query<{ token: number | null }>(text, [comparisonId]);
      if (row === undefined) throw new ComparisonNotFoundError(comparisonId);
      if (token === undefined || row.token !== token) {
        this.#tokens.delete(comparisonId);
        throw new AssayError('illegal_move', `comparison ${comparisonId} is not written by this process, or not any more`);
      }
      await work(queries);
    });
  }
}
