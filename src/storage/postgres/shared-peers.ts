import { withCause } from '../../domain/cause-text.ts';
import type { JobHolder, JobOrder, JobPeers } from '../../domain/job-orders.ts';
import type { JobProgress } from '../../domain/job-progress.ts';
import { SingleFlight } from '../../files/single-flight.ts';
import type { HintChannel } from './hint-channel.ts';
import type { JobLeases } from './job-leases.ts';
import type { PostgresDatabase } from './postgres-database.ts';
import type { ListedProcess, ProcessRoster } from './process-roster.ts';
import type { SharedFleet } from './shared-fleet.ts';
import type { SharedJobs } from './shared-jobs.ts';

const BEAT_MS = 5_000;

/** A process takes the jobs of others away only after it has itself been heard for so long: it may be the one that was cut off. */
const BEATS_BEFORE_JUDGING = 4;

interface PeerParts {
  readonly database: PostgresDatabase;
  readonly jobs: SharedJobs;
  readonly leases: JobLeases;
  readonly roster: ProcessRoster;
  readonly fleet: SharedFleet;
  readonly hints: HintChannel;
  readonly onFault?: (message: string) => void;
}

/** Why a process can't run a job, and where that was. */
interface Refusal {
  readonly host: string;
  readonly reason: string;
}

/**
 * What processes over one database ask of each other, and how they know of each other: every five seconds each renews its leases, says how far its jobs
 * are, does what it was asked, and has the jobs of lost processes wait again.
 */
export class SharedPeers implements JobPeers {
  readonly isShared = true;
  readonly #parts: PeerParts;
  readonly #beats = new SingleFlight(() => this.#beat());
  #holder: JobHolder | undefined;
  #timer: NodeJS.Timeout | undefined;
  #beatsInTime = 0;
  #lastBeatMs = -Infinity;
  #isFaultTold = false;

  constructor(parts: PeerParts) {
    this.#parts = parts;
    parts.hints.heard.subscribe((heard) => {
      if (heard !== 'anything' && heard.kind === 'order' && parts.jobs.holds(heard.id)) this.#beatNow();
    });
  }

  attend(holder: JobHolder): void {
    this.#holder = holder;
    this.#timer = setInterval(() => this.#beatNow(), BEAT_MS);
    this.#beatNow();
  }

  async order(jobId: string, order: JobOrder): Promise<void> {
    await this.#parts.leases.order(jobId, order);
    this.#parts.hints.send('order', jobId);
  }

  progressOf(jobId: string): Promise<JobProgress | null> {
    return this.#parts.leases.progressOf(jobId);
  }

  async giveBack(jobId: string): Promise<void> {
    const { jobs, fleet, hints } = this.#parts;
    await jobs.giveBack(jobId);
    hints.send('job', jobId);
    await fleet.send(jobId);
  }

  async refuse(jobId: string, reason: string): Promise<string | null> {
    const { database, roster } = this.#parts;
    const refusal = { [roster.self.id]: { host: roster.self.host, reason } };
    const [row] = await database.query<{ refusals: string }>(
      `INSERT INTO assay_setbacks AS s (job_id, refusals) VALUES ($1, $2)
       ON CONFLICT (job_id) DO UPDATE SET refusals = (coalesce(s.refusals, '{}')::jsonb || $2::jsonb)::text RETURNING refusals`,
      [jobId, JSON.stringify(refusal)],
    );
    const refusals = JSON.parse(row?.refusals ?? '{}') as Readonly<Record<string, Refusal>>;
    const others = (await roster.workers()).filter(({ id }: ListedProcess) => refusals[id] === undefined);
    if (others.length === 0) return refusedByAll(Object.values(refusals));
    await this.giveBack(jobId);
    return null;
  }

  /** Resolves once this process is known to the others. */
  async begin(): Promise<void> {
    await this.#parts.roster.signIn();
  }

  close(): void {
    clearInterval(this.#timer);
  }

  #beatNow(): void {
    this.#beats.run().then(
      () => (this.#isFaultTold = false),
      (error: unknown) => {
        this.#beatsInTime = 0;
        if (!this.#isFaultTold) this.#parts.onFault?.(`the other processes can't be reached: ${withCause(error)}`);
        this.#isFaultTold = true;
      },
    );
  }

  async #beat(): Promise<void> {
    const { leases, roster, fleet } = this.#parts;
    await roster.signIn();
    const { orders, lost } = await leases.renew((jobId) => this.#holder?.progress(jobId) ?? null);
    for (const jobId of lost) this.#holder?.lose(jobId);
    for (const held of orders) for (const order of held.orders) this.#holder?.obey(held.jobId, order);
    if (!this.#isKnown()) return;
    for (const jobId of await leases.voidLost()) this.#parts.hints.send('job', jobId);
    await fleet.sendAll();
  }

  /** Whether this process has been in touch for long enough to know who is lost. */
  #isKnown(): boolean {
    const now = performance.now();
    const isLate = now - this.#lastBeatMs > 3 * BEAT_MS;
    if (isLate) this.#beatsInTime = 0;
    if (isLate || now - this.#lastBeatMs >= BEAT_MS / 2) {
      this.#lastBeatMs = now;
      this.#beatsInTime += 1;
    }
    return this.#beatsInTime >= BEATS_BEFORE_JUDGING;
  }
}

function refusedByAll(refusals: readonly Refusal[]): string {
  const [first] = refusals;
  const isOne = refusals.every(({ reason }) => reason === first?.reason);
  const reasons = isOne
    ? `${[...new Set(refusals.map(({ host }) => host))].join(', ')}: ${first?.reason ?? ''}`
    : refusals.map(({ host, reason }) => `${host}: ${reason}`).join('; ');
  return (
    `no worker can run this job as it was started (${reasons}). Give every worker the same projects folder as the server that took the job, ` +
    'then start it again'
  );
}
