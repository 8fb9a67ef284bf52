import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, type Clock } from '../domain/clock.ts';
import { RunNotFoundError } from '../domain/errors.ts';
import { RUN_STORE, type RunStore } from '../domain/run-store.ts';
import { type ExportFormat, type ExportPart, type RunExport, runExport } from '../interop/run-export.ts';

/** Gives runs out as files in the formats of others. */
@Injectable()
export class ExportsService {
  constructor(
    @Inject(RUN_STORE) private readonly store: RunStore,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Throws `run_not_found`. */
  async export(runId: string, format: ExportFormat, part?: ExportPart): Promise<RunExport> {
    const run = await this.store.find(runId);
    if (run === undefined) throw new RunNotFoundError(runId);
    const aggregate = await this.store.aggregate(runId, {});
    return runExport({ run, aggregate, now: this.clock.now(), samples: () => this.store.wholeSamples(runId) }, format, part);
  }
}
