import type { Config } from '../../config/config.ts';
import { JobArchivesService } from '../../jobs/job-archives.service.ts';
import { FileImports, type FileToImport } from '../../runs/file-imports.ts';
import { wireRun } from '../../runs/run-wire.ts';
import { Storage } from '../../storage/open-storage.ts';
import type { ImportHost, KeptJob, KeptRun } from './import-host.ts';

/** Keeps runs in the storage folder, as a server does. */
export class LocalImports implements ImportHost {
  readonly #storage: Storage;
  readonly #files: FileImports;
  readonly #jobs: JobArchivesService;

  private constructor(storage: Storage, config: Config) {
    this.#storage = storage;
    this.#files = new FileImports(config, storage.runs);
    this.#jobs = new JobArchivesService(storage.jobs, config);
  }

  /** `onText` gets a sentence for everything that is damaged. */
  static async open(config: Config, onText: (text: string) => void): Promise<LocalImports> {
    const { projectsRoot, storageDir } = config;
    return new LocalImports(await Storage.open({ projectsRoot, storageDir, hasThreads: false, onFault: onText }), config);
  }

  async import(path: string, file: FileToImport): Promise<readonly KeptRun[]> {
    const imported = await this.#files.takeFile(path, file);
    return imported.map(({ run, isNew }) => ({ run: wireRun(run), isNew }));
  }

  importJob(path: string): Promise<KeptJob> {
    return this.#jobs.takeFile(path);
  }

  async close(): Promise<void> {
    await this.#storage.close();
  }
}
