import { Inject, Injectable, Logger, ServiceUnavailableException } from '@nestjs/common';
import { HealthCheckService, type HealthCheckResult } from '@nestjs/terminus';
import { CLOCK, type Clock } from '../../domain/clock.ts';
import { type ReadyCheck, READY_CHECKS, ReadyChecks } from './ready-checks.ts';

export type CheckStatus = 'up' | 'degraded' | 'down';

/** What was found of one check. */
export interface Finding {
  readonly status: CheckStatus;
  /** When it was first found so, in a row; ISO 8601. */
  readonly since: string;
  readonly message?: string;
}

export interface Readiness {
  readonly isReady: boolean;
  readonly checks: Readonly<Record<ReadyCheck, Finding>>;
}

/** Says whether the server can do its work, and since when it is so; each change is logged once. */
@Injectable()
export class ReadinessService {
  readonly #logger = new Logger('Ready');
  readonly #found = new Map<ReadyCheck, Finding>();

  constructor(
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly checks: ReadyChecks,
    private readonly health: HealthCheckService,
  ) {}

  async look(): Promise<Readiness> {
    const { details } = await this.#result();
    const findings = READY_CHECKS.map((name) => [name, this.#note(name, details[name])] as const);
    const checks = Object.fromEntries(findings) as Record<ReadyCheck, Finding>;
    return { isReady: findings.every(([, { status }]) => status !== 'down'), checks };
  }

  async #result(): Promise<HealthCheckResult> {
    try {
      return await this.health.check(READY_CHECKS.map((name) => () => this.checks.check(name)));
    } catch (error) {
      if (!(error instanceof ServiceUnavailableException)) throw error;
      return error.getResponse() as HealthCheckResult;
    }
  }

  #note(name: ReadyCheck, detail: Readonly<Record<string, unknown>> | undefined): Finding {
    const status = (detail?.status ?? 'down') as CheckStatus;
    const message = typeof detail?.message === 'string' ? { message: detail.message } : {};
    const before = this.#found.get(name);
    const isSame = before?.status === status;
    const finding = { status, since: isSame ? before.since : this.clock.now(), ...message };
    this.#found.set(name, finding);
    if (!isSame && (before !== undefined || status !== 'up')) this.#tell(name, finding);
    return finding;
  }

  #tell(name: ReadyCheck, { status, message }: Finding): void {
    if (status === 'up') this.#logger.log(`${name} is up again`);
    else this.#logger.warn(`${name} is ${status}: ${message ?? 'it did not say why'}`);
  }
}

/** What is down, in a sentence. */
export function whatIsDown({ checks }: Readiness): string {
  const down = Object.entries(checks).filter(([, { status }]) => status === 'down');
  return down
    .map(([name, { since, message }]) => `${name} is down since ${since}: ${message ?? 'it did not say why'}`)
    .join('; ');
}
