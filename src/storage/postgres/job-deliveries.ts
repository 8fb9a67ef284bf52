import { PgBoss } from 'pg-boss';
import type { PostgresDatabase } from './postgres-database.ts';

const QUEUE = 'assay-jobs';
const SCHEMA = 'assay_queue';

/** How soon a job comes again that the worker which got it could not run. */
const PAUSE_SECONDS = 1;

/** A worker that takes a job has it off the queue at once; what is lost in between comes again after so long. */
const EXPIRY_SECONDS = 15;

/** A job that waits, and its turn: the lowest first. */
export interface Delivery {
  readonly jobId: string;
  readonly turn: number;
}

/**
 * The ids of jobs that wait, delivered to workers one by one in the order of their turns, by pg-boss in the same database. The record of a job says
 * whether it still waits: an id that comes twice, or for nothing, does no harm.
 */
export class JobDeliveries {
  readonly #boss: PgBoss;

  private constructor(boss: PgBoss) {
    this.#boss = boss;
  }

  /** Brings the queue's tables up to date: one process at a time. */
  static async open(database: PostgresDatabase, onFault: (message: string) => void = () => undefined): Promise<JobDeliveries> {
    const db = {
      executeSql: async (text: string, values: unknown[] = []) => ({ rows: [...(await database.query(text, values))] }),
    };
    const boss = new PgBoss({ db, schema: SCHEMA, schedule: false });
    boss.on('error', (error) => onFault(`the queue in the database: ${error.message}`));
    await boss.start();
    await boss.createQueue(QUEUE, { policy: 'short', retryLimit: 0, expireInSeconds: EXPIRY_SECONDS });
    return new JobDeliveries(boss);
  }

  /** Has ids delivered; those that are to be already are not twice. */
  async send(deliveries: readonly Delivery[]): Promise<void> {
    if (deliveries.length > 0) await this.#boss.insert(QUEUE, deliveries.map(messageOf));
  }

  /** The next id, which is off the queue then; `undefined` where there is none. */
  async take(): Promise<string | undefined> {
    const [message] = await this.#boss.fetch<{ job_id: string }>(QUEUE);
    if (message === undefined) return undefined;
    await this.#boss.deleteJob(QUEUE, message.id);
    return message.data.job_id;
  }

  /** Has an id delivered again, to whoever can run the job. */
  async sendLater(delivery: Delivery): Promise<void> {
    await this.#boss.insert(QUEUE, [{ ...messageOf(delivery), startAfter: PAUSE_SECONDS }]);
  }

  async close(): Promise<void> {
    await this.#boss.stop({ graceful: false, close: false });
  }
}

function messageOf({ jobId, turn }: Delivery) {
  return { data: { job_id: jobId }, singletonKey: jobId, priority: -turn };
}
