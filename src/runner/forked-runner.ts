import PQueue from 'p-queue';
import { UnavailableError } from '../domain/errors.ts';
import type { JobSpec } from '../domain/job-fields.ts';
import type { Catalog } from '../domain/project.ts';
import type { PreparedJob, Runner } from '../domain/runner.ts';
import { CatalogInspector } from './catalog-inspector.ts';
import type { ChildSettings } from './child-protocol.ts';
import { DataMissingError } from './data-missing-error.ts';
import { prepareForkedJob } from './forked-job.ts';
import { type ProcessLimits, ProjectProcess } from './project-process.ts';
import { WarmProcess } from './warm-process.ts';

/** Processes that load and check jobs at once; more would only take the processor away from each other. */
const PREPARED_AT_ONCE = 4;

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
  readonly #turns = new PQueue({ concurrency: PREPARED_AT_ONCE });
  #isClosed = false;

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

  async prepare(spec: JobSpec, admit?: () => void): Promise<PreparedJob> {
    try {
      return await this.#prepareInTurn(spec, admit);
    } catch (error) {
      if (!(error instanceof DataMissingError)) throw error;
      await this.#options.fetchData(error.project);
    }
    return this.#prepareInTurn(spec, admit);
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#warm.close();
    for (const process of this.#processes) process.kill('the server stops');
    await Promise.all([...this.#processes].map((process) => process.ended));
  }

  #prepareInTurn(spec: JobSpec, admit?: () => void): Promise<PreparedJob> {
    return this.#turns.add(() => {
      if (this.#isClosed) throw new UnavailableError('Assay is stopping. Try again when it runs');
      admit?.();
      return this.#prepareInChild(spec);
    });
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
