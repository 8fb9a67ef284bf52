import type { Catalog } from '../../src/domain/project.ts';
import type { JobSpec } from '../../src/domain/job-fields.ts';
import type { PreparedJob, PrepareOptions, Runner } from '../../src/domain/runner.ts';
import type { ChildSettings } from '../../src/runner/child-protocol.ts';
import { prepareForkedJob } from '../../src/runner/forked-job.ts';
import { HoldClock } from '../../src/runner/hold-clock.ts';
import type { ProjectProcess } from '../../src/runner/project-process.ts';
import { SimulatedChild } from './child.ts';
import type { Ledger } from './ledger.ts';
import type { SimulatedProcess } from './simulated-process.ts';

/** Runs jobs in simulated children, by the server's real side of the protocol. */
export class SimulatedRunner implements Runner {
  readonly children: SimulatedChild[] = [];
  readonly #server: SimulatedProcess;
  readonly #ledger: Ledger;

  constructor(server: SimulatedProcess, ledger: Ledger) {
    this.#server = server;
    this.#ledger = ledger;
  }

  async prepare(spec: JobSpec, { admit, signal }: PrepareOptions = {}): Promise<PreparedJob> {
    await admit?.();
    const child = new SimulatedChild(this.#server, this.#ledger);
    this.children.push(child);
    return prepareForkedJob(child as unknown as ProjectProcess, spec, {
      links: { holdClock: new HoldClock(), traceparentOf: () => null },
      settings: {} as ChildSettings,
      storedTrials: null,
      importTimeoutMs: null,
      signal,
    });
  }

  catalog(): Promise<Catalog> {
    return Promise.reject(new Error('no catalog is asked for'));
  }

  async checkStart(): Promise<void> {}

  async close(): Promise<void> {
    for (const child of this.children) child.kill('the server stops');
  }
}
