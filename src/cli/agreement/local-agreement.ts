import type { INestApplicationContext } from '@nestjs/common';
import type { AgreementDto, AgreementRequestDto } from '../../compare/agreement.dto.ts';
import { AgreementService } from '../../compare/agreement.service.ts';
import { CompareModule } from '../../compare/compare.module.ts';
import type { Config } from '../../config/config.ts';
import { startLocalParts } from '../local-parts.ts';

/** Measures agreement on runs of the projects root and the storage folder in this process, with the server's own parts. */
export class LocalAgreement {
  readonly #context: INestApplicationContext;

  private constructor(context: INestApplicationContext) {
    this.#context = context;
  }

  /** `onText` gets faults of Assay itself. */
  static async open(config: Config, onText: (text: string) => void): Promise<LocalAgreement> {
    return new LocalAgreement(await startLocalParts(config, { imports: [CompareModule] }, onText));
  }

  async agreement(request: AgreementRequestDto): Promise<AgreementDto> {
    return this.#context.get(AgreementService, { strict: false }).agreement(request, new AbortController().signal);
  }

  async close(): Promise<void> {
    await this.#context.close();
  }
}
