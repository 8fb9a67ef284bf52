import type { AgreementDto, AgreementRequestDto, RaterDto } from '../../compare/agreement.dto.ts';
import { jsonText } from '../../evaluation/json-text.ts';
import type { KappaWeights } from '../../statistics/cohen-kappa.ts';
import type { AlphaLevel } from '../../statistics/krippendorff.ts';
import { ApiClient } from '../api-client.ts';
import { localConfigOrExit } from '../config-or-exit.ts';
import { failWith } from '../exit-code.ts';
import { processTerminal, writeLine } from '../terminal.ts';
import { agreementTable } from './agreement-table.ts';

/** The flags of `assay agreement`, as commander reads them. */
export interface AgreementOptions {
  readonly level?: AlphaLevel;
  readonly weights?: KappaWeights;
  readonly alpha?: number;
  readonly seed?: number;
  readonly server?: string;
  readonly projectsRoot?: string;
  readonly storage?: string;
  readonly format: 'table' | 'json';
}

/** Where agreement is measured: in this process, or on a server. */
interface AgreementHost {
  agreement(request: AgreementRequestDto): Promise<AgreementDto>;
  close(): Promise<void>;
}

/** Runs `assay agreement`, and sets the exit code of the process. */
export async function agreementAction(raters: readonly RaterDto[], options: AgreementOptions): Promise<void> {
  const terminal = processTerminal();
  let host: AgreementHost | undefined;
  try {
    host = await openHost(options, (text) => writeLine(terminal, text));
    const { level, weights, alpha, seed } = options;
    const body = await host.agreement({
      raters: [...raters],
      ...(level !== undefined && { level }),
      ...(weights !== undefined && { weights }),
      ...(alpha !== undefined && { alpha }),
      ...(seed !== undefined && { seed }),
    });
    terminal.out.write(options.format === 'json' ? `${jsonText(body, 2)}\n` : agreementTable(body, terminal));
  } catch (error) {
    failWith(error, terminal);
  } finally {
    await host?.close();
  }
}

async function openHost(
  { server, projectsRoot, storage }: AgreementOptions,
  onText: (text: string) => void,
): Promise<AgreementHost> {
  if (server !== undefined) return new ApiClient(server);
  const config = localConfigOrExit({ projectsRoot, storageDir: storage });
  const { LocalAgreement } = await import('./local-agreement.ts');
  return LocalAgreement.open(config, onText);
}
