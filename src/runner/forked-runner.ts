import type { JobSpec } from '../domain/job.ts';
import type { Catalog } from '../domain/project.ts';
import type { PreparedJob, Runner } from '../domain/runner.ts';
import { CatalogInspector } from './catalog-inspector.ts';
import type { ChildSettings } from './child-protocol.ts';
import { prepareForkedJob } from './forked-job.ts';
import { ProjectProcess, type ProcessLimits } from './project-process.ts';
import { WarmProcess } from './warm-process.ts';

export interface ForkedRunnerOptions {
  readonly settings: ChildSettings;
  readonly limits: ProcessLimits;
  /** How long a project's modules may take to load. */
  readonly importTimeoutMs: number;
  /** Gets what the projects' code prints. */
  readonly onOutput: (text: string) => void;
}

/** Runs every job in a child process of its own, one of which is always kept ready. */
export class ForkedRunner implements Runner {
  readonly #options: ForkedRunnerOptions;
  readonly #warm: WarmProcess;
  readonly #inspector: CatalogInspector;
  readonly #processes = new Set<ProjectProcess>();

  constructor(options: ForkedRunnerOptions) {
    this.#options = options;
    this.#warm = new WarmProcess(() => this.#startProcess());
    this.#inspector = new CatalogInspector(options.settings, options.importTimeoutMs, () => this.#warm.take());
  }

  /** Starts the first process, so that the first job need not wait for it. */
  warmUp(): void {
    this.#warm.fill();
  }

  async catalog(): Promise<Catalog> {
    return { projectsRoot: this.#options.settings.projectsRoot, projects: await this.#inspector.list() };
  }

  prepare(spec: JobSpec): Promise<PreparedJob> {
    const { settings, importTimeoutMs } = this.#options;
    return prepareForkedJob(this.#warm.take(), settings, spec, importTimeoutMs);
  }

  async close(): Promise<void> {
    await this.#warm.close();
    for (const process of this.#processes) process.kill('the server stops');
    await Promise.all([...this.#processes].map((process) => process.ended));
  }

  #startProcess(): ProjectProcess {
    const started = new ProjectProcess(this.#options.limits, this.#options.onOutput);
    this.#processes.add(started);
    void started.ended.then(() => this.#processes.delete(started));
    return started;
  }
}
