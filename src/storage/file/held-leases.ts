import type { Clock } from '../../domain/clock.ts';
import type { JobFolder } from './job-folder.ts';
import { dropLease, newHolder, renewLease, RENEWAL_MS, retireHolder, takeLease } from './lease.ts';

/** Who has not renewed for so long may have slept, and asks before it writes. */
const SLEEP_MS = 2 * RENEWAL_MS;

interface HeldLease {
  readonly folder: JobFolder;
  renewedMs: number;
}

/** The leases of the jobs that a store runs. It renews them until they are released or it is closed. */
export class HeldLeases {
  readonly #clock: Clock;
  readonly #holder = newHolder();
  readonly #held = new Map<string, HeldLease>();
  #timer: NodeJS.Timeout | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Writes a lease into a folder that may still move to its place. */
  async write(folder: JobFolder): Promise<void> {
    await takeLease(folder.lease, this.#holder, this.#nowMs());
  }

  /** Renews the lease in a folder from now on. */
  hold(folder: JobFolder): void {
    this.#held.set(folder.jobId, { folder, renewedMs: this.#nowMs() });
    this.#timer ??= setInterval(() => void this.#renewAll(), RENEWAL_MS).unref();
  }

  /** Whether the job is still ours to write. */
  async confirm(jobId: string): Promise<boolean> {
    const lease = this.#held.get(jobId);
    if (lease && this.#nowMs() - lease.renewedMs > SLEEP_MS) await this.#renew(lease);

    return this.#held.has(jobId);
  }

  async release(folder: JobFolder): Promise<void> {
    this.#held.delete(folder.jobId);
    await dropLease(folder.lease);
  }

  /** Leaves the leases where they are: jobs that still have one were not ended. */
  close(): void {
    clearInterval(this.#timer);
    this.#held.clear();
    retireHolder(this.#holder);
  }

  async #renewAll(): Promise<void> {
    for (const lease of this.#held.values()) await this.#renew(lease).catch(() => undefined);
  }

  async #renew(lease: HeldLease): Promise<void> {
    const nowMs = this.#nowMs();
    if (await renewLease(lease.folder.lease, this.#holder, nowMs)) lease.renewedMs = nowMs;
    else this.#held.delete(lease.folder.jobId);
  }

  #nowMs(): number {
    return Date.parse(this.#clock.now());
  }
}
