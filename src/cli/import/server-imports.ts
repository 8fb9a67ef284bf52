import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { assayClient, type AssayClient } from '../../client/assay-client.ts';
import type { FileToImport } from '../../runs/file-imports.ts';
import type { ImportedJobDto } from '../../jobs/job-archives.controller.ts';
import type { ImportedFileDto } from '../../runs/import-file.dto.ts';
import { clientKey } from '../api-key.ts';
import type { ImportHost, KeptJob, KeptRun } from './import-host.ts';

/** Keeps runs on a server. */
export class ServerImports implements ImportHost {
  readonly #client: AssayClient;

  constructor(url: string) {
    this.#client = assayClient(url.replace(/\/+$/, ''), { apiKey: clientKey() });
  }

  async import(path: string, { name, runId, experimentId, label, onProgress }: FileToImport): Promise<readonly KeptRun[]> {
    const { data } = await this.#client.POST('/api/runs/import', {
      params: {
        query: {
          name,
          ...(runId !== undefined && { run_id: runId }),
          ...(experimentId !== undefined && { experiment_id: experimentId }),
          ...(label !== undefined && { label }),
        },
      },
      // What is sent is the file.
      body: '',
      bodySerializer: () => Readable.toWeb(Readable.from(counted(path, onProgress), { objectMode: false })),
      headers: { 'content-type': 'application/octet-stream' },
      // A stream is sent while the answer has not begun.
      ...{ duplex: 'half' },
    });
    return (data as ImportedFileDto).runs.map(({ is_new: isNew, ...run }) => ({ run, isNew }));
  }

  async importJob(path: string): Promise<KeptJob> {
    const { data } = await this.#client.POST('/api/jobs/import', {
      body: '',
      bodySerializer: () => Readable.toWeb(Readable.from(counted(path, undefined), { objectMode: false })),
      headers: { 'content-type': 'application/octet-stream' },
      ...{ duplex: 'half' },
    });
    const { job_id: jobId, is_new: isNew } = data as ImportedJobDto;
    return { jobId, isNew };
  }

  /** A client of a server holds nothing. */
  async close(): Promise<void> {
    // Nothing is open between two requests.
  }
}

async function* counted(path: string, onProgress: FileToImport['onProgress']): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  for await (const chunk of createReadStream(path, { highWaterMark: 256 * 1024 }) as AsyncIterable<Uint8Array>) {
    yield chunk;
    bytes += chunk.length;
    onProgress?.({ bytes, samples: 0 });
  }
}
