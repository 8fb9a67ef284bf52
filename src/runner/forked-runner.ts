import type { JobSpec } from '../domain/job.ts';
import type { Catalog } from '../domain/project.ts';
import type { PreparedJob, Runner } from '../domain/runner.ts';
import { CatalogInspector } from './catalog-inspector.ts';
import type { ChildSettings } from './child-protocol.ts';
import { DataMissingError } from './data-missing-error.ts';
import { prepareForkedJob } from './forked-job.ts';
import { ProjectProcess, type ProcessLimits } from './project-process.ts';
import { WarmProcess } from './warm-process.ts';

export interface ForkedRunnerOptions {
  readonly settings: ChildSettings;
  readonly limits: ProcessLimits;
  /** How long a project's modules may take to load. */
  readonly importTimeoutMs: number;
  /** Brings the data of a built-in project here. Throws what the person who asked should read. */
  readonly fetchData: (project: string) => Promise<unknown>;
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

  async prepare(spec: JobSpec): Promise<PreparedJob> {
    try {
      return await this.#prepareInChild(spec);
    } catch (error) {
      if (!(error instanceof DataMissingError)) throw error;
      await this.#options.fetchData(error.project);
    }
    return this.#prepareInChild(spec);
  }

  async close(): Promise<void> {
    await this.#warm.close();
    for (const process of this.#processes) process.kill('the server stops');
    await Promise.all([...this.#processes].map((process) => process.ended));
  }

  #prepareInChild(spec: JobSpec): Promise<PreparedJob> {
    const { settings, importTimeoutMs } = this.#options;
    return prepareForkedJob(this.#warm.take(), settings, spec, importTimeoutMs);
  }

  #startProcess(): ProjectProcess {
    const started = new ProjectProcess(this.#options.limits, this.#options.onOutput);
    this.#processes.add(started);
    void started.ended.then(() => this.#processes.delete(started));
    return started;
  }
}
