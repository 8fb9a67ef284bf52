import type { Config } from '../../config/config.ts';
import { systemClock } from '../../domain/clock.ts';
import type { ExportFormat, ExportPart } from '../../interop/run-export.ts';
import { JobArchivesService } from '../../jobs/job-archives.service.ts';
import { ExportsService } from '../../runs/exports.service.ts';
import { Storage } from '../../storage/open-storage.ts';
import type { ExportedFile, ExportHost } from './export-host.ts';

/** Runs of a projects root and a storage folder. */
export class LocalExports implements ExportHost {
  readonly #storage: Storage;
  readonly #config: Config;

  private constructor(storage: Storage, config: Config) {
    this.#storage = storage;
    this.#config = config;
  }

  /** `onText` gets a sentence for everything that is damaged. */
  static async open(config: Config, onText: (text: string) => void): Promise<LocalExports> {
    const { projectsRoot, storageDir } = config;
    return new LocalExports(await Storage.open({ projectsRoot, storageDir, hasThreads: false, onFault: onText }), config);
  }

  async export(name: string, format: ExportFormat, part: ExportPart): Promise<ExportedFile> {
    const { names, runs } = this.#storage;
    const { fileName, text } = await new ExportsService(runs, systemClock).export(await names.runId(name), format, part);
    return { fileName, chunks: text };
  }

  async archive(name: string): Promise<ExportedFile> {
    const { names, jobs } = this.#storage;
    const { fileName, bytes } = await new JobArchivesService(jobs, this.#config).archive(await names.jobId(name));
    return { fileName, chunks: bytes };
  }

  async close(): Promise<void> {
    await this.#storage.close();
  }
}
