import { Readable } from 'node:stream';
import type { Config } from '../../config/config.ts';
import { wireRun } from '../../runs/run-wire.ts';
import type { RunDto } from '../../runs/run.dto.ts';
import { RunsService } from '../../runs/runs.service.ts';
import { Storage } from '../../storage/open-storage.ts';
import type { ImportContent } from './import-format.ts';
import type { ImportHost } from './import-host.ts';

/** Keeps runs in the storage folder, as a server does. */
export class LocalImports implements ImportHost {
  readonly #storage: Storage;
  readonly #runs: RunsService;

  private constructor(storage: Storage, config: Config) {
    this.#storage = storage;
    this.#runs = new RunsService(config, storage.runs);
  }

  /** `onText` gets a sentence for everything that is damaged. */
  static async open(config: Config, onText: (text: string) => void): Promise<LocalImports> {
    const { projectsRoot, storageDir } = config;
    return new LocalImports(await Storage.open({ projectsRoot, storageDir, hasThreads: false, onFault: onText }), config);
  }

  async import(content: ImportContent): Promise<{ readonly run: RunDto; readonly isNew: boolean }> {
    const body = 'json' in content ? content.json : Readable.from(content.ndjson, { objectMode: false });
    const { run, isNew } = await this.#runs.import(body);
    return { run: wireRun(run), isNew };
  }

  async close(): Promise<void> {
    await this.#storage.close();
  }
}
