import { Readable } from 'node:stream';
import { assayClient, type AssayClient } from '../../client/assay-client.ts';
import type { components } from '../../client/api-schema.ts';
import { jsonText } from '../../evaluation/json-text.ts';
import type { RunDto } from '../../runs/run.dto.ts';
import { clientKey } from '../api-key.ts';
import type { ImportContent } from './import-format.ts';
import type { ImportHost } from './import-host.ts';

type Body = components['schemas']['ImportRun'];

/** Keeps runs on a server. */
export class ServerImports implements ImportHost {
  readonly #client: AssayClient;

  constructor(url: string) {
    this.#client = assayClient(url.replace(/\/+$/, ''), { apiKey: clientKey() });
  }

  async import(content: ImportContent): Promise<{ readonly run: RunDto; readonly isNew: boolean }> {
    const isJson = 'json' in content;
    const { data, response } = await this.#client.POST('/api/runs', {
      // What is sent is the text below; a file may hold anything.
      body: {} as Body,
      bodySerializer: () => (isJson ? jsonText(content.json) : Readable.toWeb(Readable.from(content.ndjson))),
      headers: { 'content-type': isJson ? 'application/json' : 'application/x-ndjson' },
      // A stream is sent while the answer has not begun.
      ...(isJson ? {} : { duplex: 'half' }),
    });
    return { run: data as RunDto, isNew: response.status === 201 };
  }

  /** A client of a server holds nothing. */
  async close(): Promise<void> {
    // Nothing is open between two requests.
  }
}
