import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { type CompareRequestDto, runsToCompare } from '../compare/compare-request.dto.ts';
import { CompareService } from '../compare/compare.service.ts';
import type { ComparisonDto } from '../compare/comparison.dto.ts';
import type { Config } from '../config/config.ts';
import { comparisonHtml, comparisonMarkdown } from '../reports/comparison-report-blocks.ts';
import type { ComparisonHost } from './comparison-host.ts';
import { LocalComparisonsModule } from './local-comparisons.module.ts';
import { LocalLogger } from './local-logger.ts';

/** Compares in this process, by the server's own parts, what the projects root and the storage folder have. */
export class LocalComparisons implements ComparisonHost {
  readonly #context: INestApplicationContext;

  private constructor(context: INestApplicationContext) {
    this.#context = context;
  }

  /** `onText` gets what goes wrong in Assay itself. */
  static async open(config: Config, onText: (text: string) => void): Promise<LocalComparisons> {
    const logger = new LocalLogger(onText);
    const options = { logger, abortOnError: false };
    return new LocalComparisons(await NestFactory.createApplicationContext(LocalComparisonsModule.of(config), options));
  }

  async compare(request: CompareRequestDto): Promise<ComparisonDto> {
    const json = await this.#service.compare(runsToCompare(request), new AbortController().signal);
    return JSON.parse(new TextDecoder().decode(json)) as ComparisonDto;
  }

  async report(request: CompareRequestDto, form: 'html' | 'markdown'): Promise<string> {
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
