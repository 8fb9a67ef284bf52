import { ApiError } from '../client/api-error.ts';
import type { components } from '../client/api-schema.ts';
import { assayClient, type AssayClient } from '../client/assay-client.ts';
import type { CompareRequestDto } from '../compare/compare-request.dto.ts';
import type { ComparisonDto } from '../compare/comparison.dto.ts';
import type { ComparisonHost } from './comparison-host.ts';

type Body = components['schemas']['CompareRequest'];

/** Lets a server compare. Every method throws an `ApiError` with the server's words. */
export class ServerComparisons implements ComparisonHost {
  readonly #client: AssayClient;
  readonly #url: string;

  constructor(url: string) {
    this.#url = url.replace(/\/+$/, '');
    this.#client = assayClient(this.#url);
  }

  async compare(request: CompareRequestDto): Promise<ComparisonDto> {
    const { data } = await this.#client.POST('/api/compare', { body: request as Body });
    return this.#whole(data) as ComparisonDto;
  }

  async report(request: CompareRequestDto, form: 'html' | 'markdown'): Promise<string> {
    const { data } = await this.#client.POST('/api/compare/report', {
      body: request as Body,
      headers: { accept: `text/${form}` },
      parseAs: 'text',
    });
    return this.#whole(data);
  }

  async close(): Promise<void> {
    // A client of a server holds nothing.
  }

  #whole<Data>(data: Data | undefined): Data {
    if (data === undefined) throw new ApiError(`${this.#url} answered with nothing`, 0);
    return data;
  }
}
