import { Inject, Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import type { Config } from '../config/config.ts';
import { CONFIG } from '../config/config.module.ts';
import { ARCHIVE, type Archive } from '../domain/archive.ts';
import { CLOCK, type Clock } from '../domain/clock.ts';
import { type Fleet, FLEET } from '../domain/fleet.ts';
import { AuditLog } from '../http/audit/audit-log.ts';
import { type DoomedItem, retentionPlan, type RetentionRules } from './retention-plan.ts';

/** How often to look. What was announced at one look is deleted at the next. */
const LOOK_MS = 10 * 60_000;

const ACTOR = { kind: 'server', name: 'retention' } as const;

/**
 * Deletes ended jobs and imports by their age and size, where a setting asks for it. Nothing is deleted that was not named in the log at a
 * look before: a wrong setting can be taken back in time. Of several processes over one database one server does it, until it is gone.
 */
@Injectable()
export class Retention implements OnApplicationBootstrap, OnModuleDestroy {
  readonly #logger = new Logger('Retention');
  readonly #rules: RetentionRules;
  readonly #isWorker: boolean;
  #announced = new Set<string>();
  #timer: NodeJS.Timeout | undefined;
  #looking: Promise<void> = Promise.resolve();
  #isClosed = false;

  constructor(
    @Inject(CONFIG) { retentionDays, retentionGb, role }: Config,
    @Inject(ARCHIVE) private readonly archive: Archive,
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly audit: AuditLog,
    @Inject(FLEET) private readonly fleet: Fleet | null,
  ) {
    const largerThanBytes = retentionGb === null ? null : retentionGb * 1e9;
    this.#isWorker = role === 'worker';
    this.#rules = { olderThanDays: retentionDays, largerThanBytes, includesLabelled: false };
  }

  onApplicationBootstrap(): void {
    const { olderThanDays, largerThanBytes } = this.#rules;
    if (this.#isWorker || (olderThanDays === null && largerThanBytes === null)) return;
    this.#lookSoon();
    this.#timer = setInterval(() => this.#lookSoon(), LOOK_MS).unref();
  }

  async onModuleDestroy(): Promise<void> {
    this.#isClosed = true;
    clearInterval(this.#timer);
    await this.#looking;
  }

  /** Announces what is to be deleted, and deletes what was announced before and is still to be deleted. */
  async look(): Promise<void> {
    if (this.fleet !== null && !(await this.fleet.hasDuty('retention'))) {
      this.#announced.clear();
      return;
    }
    const { doomed } = retentionPlan(await this.archive.items(), this.#rules, Date.parse(this.clock.now()));
    const due = doomed.filter((item) => this.#announced.has(keyOf(item)));
    const fresh = doomed.filter((item) => !this.#announced.has(keyOf(item)));
    this.#announced = new Set(doomed.map(keyOf));
    for (const item of fresh) this.#logger.warn(`will be deleted in ${LOOK_MS / 60_000} minutes or more: ${textOf(item)}`);
    for (const item of due) if (!this.#isClosed) await this.#delete(item);
  }

  #lookSoon(): void {
    const look = (): Promise<void> => this.look();
    this.#looking = this.#looking.then(look).catch((error: unknown) => {
      this.#logger.error(`what is kept could not be looked through: ${String(error)}`);
    });
  }

  async #delete(item: DoomedItem): Promise<void> {
    const entry = { action: item.kind === 'job' ? 'job.delete' : 'run.delete', actor: ACTOR, subject: item.id } as const;
    try {
      await this.archive.delete(item);
      this.#logger.log(`deleted: ${textOf(item)}`);
      void this.audit.record({ ...entry, outcome: 'ok', reason: item.because });
    } catch (error) {
      this.#logger.warn(`could not be deleted, and is tried again: ${textOf(item)}: ${String(error)}`);
      void this.audit.record({ ...entry, outcome: 'failed', reason: item.because });
    }
  }
}

function keyOf({ kind, id }: DoomedItem): string {
  return `${kind} ${id}`;
}

function textOf({ kind, id, endedAt, bytes, because }: DoomedItem): string {
  return `${kind} ${id}, of ${endedAt}, ${(bytes / 1e6).toFixed(1)} MB, because of its ${because === 'age' ? 'age' : 'share of the size'}`;
}
