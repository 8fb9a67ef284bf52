import type { INestApplicationContext } from '@nestjs/common';
import { runsToCompare, type CompareRequestDto } from '../../compare/compare-request.dto.ts';
import { CompareModule } from '../../compare/compare.module.ts';
import { CompareService } from '../../compare/compare.service.ts';
import type { ComparisonDto } from '../../compare/comparison.dto.ts';
import type { Config } from '../../config/config.ts';
import { comparisonHtml, comparisonMarkdown } from '../../reports/comparison-report-blocks.ts';
import { startLocalParts } from '../local-parts.ts';
import type { ComparisonHost } from './comparison-host.ts';

/** Compares runs of the projects root and the storage folder in this process, with the server's own parts. */
export class LocalComparisons implements ComparisonHost {
  readonly #context: INestApplicationContext;

  private constructor(context: INestApplicationContext) {
    this.#context = context;
  }

  /** `onText` gets faults of Assay itself. */
  static async open(config: Config, onText: (text: string) => void): Promise<LocalComparisons> {
    return new LocalComparisons(await startLocalParts(config, { imports: [CompareModule] }, onText));
  }

  async compare(request: CompareRequestDto): Promise<ComparisonDto> {
    const json = await this.#service.compare(runsToCompare(request), new AbortController().signal);
    return JSON.parse(new TextDecoder().decode(json)) as ComparisonDto;
  }

  async comparisonReport(request: CompareRequestDto, form: 'html' | 'markdown'): Promise<string> {
    const data = await this.#service.report(runsToCompare(request), new AbortController().signal);
    return form === 'html' ? comparisonHtml(data) : comparisonMarkdown(data.body);
  }

  async close(): Promise<void> {
    await this.#context.close();
  }

  get #service(): CompareService {
    return this.#context.get(CompareService, { strict: false });
  }
}
