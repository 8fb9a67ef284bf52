import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import { ApiError } from '../../client/api-error.ts';
import { assayClient, type AssayClient } from '../../client/assay-client.ts';
import type { ExportFormat, ExportPart } from '../../interop/run-export.ts';
import { clientKey } from '../api-key.ts';
import type { ExportedFile, ExportHost } from './export-host.ts';

/** Runs of a server. */
export class ServerExports implements ExportHost {
  readonly #url: string;
  readonly #client: AssayClient;

  constructor(url: string) {
    this.#url = url.replace(/\/+$/, '');
    this.#client = assayClient(this.#url, { apiKey: clientKey() });
  }

  async export(name: string, format: ExportFormat, part: ExportPart): Promise<ExportedFile> {
    const { data, response } = await this.#client.GET('/api/runs/{run_id}/export', {
      params: { path: { run_id: name }, query: { format, ...(format === 'eee' && { part }) } },
      parseAs: 'stream',
    });
    return this.#file(data, response);
  }

  async archive(name: string): Promise<ExportedFile> {
    const { data, response } = await this.#client.GET('/api/jobs/{job_id}/archive', {
      params: { path: { job_id: name } },
      parseAs: 'stream',
    });
    return this.#file(data, response);
  }

  /** A client of a server holds nothing. */
  async close(): Promise<void> {
    // Nothing is open between two requests.
  }

  #file(data: unknown, { headers }: Response): ExportedFile {
    const [, fileName = 'run'] = /filename="([^"/\\]+)"/.exec(headers.get('content-disposition') ?? '') ?? [];
    if (data === undefined || data === null) throw new ApiError(`${this.#url} answered without a body`, 0);
    return { fileName, chunks: Readable.fromWeb(data as ReadableStream<Uint8Array>) };
  }
}
