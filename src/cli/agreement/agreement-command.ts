import { type Command, Option } from 'commander';
import type { RaterDto } from '../../compare/agreement.dto.ts';
import { KAPPA_WEIGHTS } from '../../statistics/cohen-kappa.ts';
import { ALPHA_LEVELS } from '../../statistics/krippendorff.ts';
import { apiKeyOption } from '../api-key.ts';
import { between0And1, integerFrom, serverUrl } from '../option-values.ts';
import type { AgreementOptions } from './agreement-action.ts';
import { rater } from './rater-argument.ts';

const MORE_HELP = `
A rater is RUN:METRIC, a judge's look RUN:METRIC@0, all of its looks RUN:METRIC@all, or people: RUN:labels=NAME. Raters of several runs are
joined by their samples.

Examples:
  assay agreement 7c9e…:helpfulness 7c9e…:labels=helpful
  assay agreement 7c9e…:helpfulness@all --level ordinal

Exit codes: 0 done, 1 unknown run or unusable server, 2 wrong options or names that can't be used.`;

/** `assay agreement`. */
export function addAgreementCommand(program: Command): void {
  program
    .command('agreement')
    .description('how far judges and people agree on the same samples: Cohen’s κ and Krippendorff’s α')
    .argument('<raters...>', 'two raters or more, or a judge with all of its looks', rater)
    .addOption(
      new Option(
        '--level <name>',
        'how far two values are apart for α (default: nominal up to 20 values, else interval)',
      ).choices(ALPHA_LEVELS),
    )
    .addOption(
      new Option('--weights <name>', 'how much a disagreement counts for κ (default unweighted)').choices(KAPPA_WEIGHTS),
    )
    .option('--alpha <p>', 'the level of the intervals is 1 − alpha (default 0.05)', between0And1)
    .option('--seed <n>', 'seed of the bootstrap (default 0)', integerFrom(0))
    .addOption(new Option('--format <name>', 'format of the answer').choices(['table', 'json']).default('table'))
    .addOption(new Option('--server <url>', 'ask a server').argParser(serverUrl).conflicts(['projectsRoot', 'storage']))
    .addOption(apiKeyOption())
    .option('--projects-root <dir>', 'folder of the projects, whose jobs/ holds the runs (default: as for assay serve)')
    .option('--storage <dir>', 'folder of imported runs (default: as for assay serve)')
    .addHelpText('after', MORE_HELP)
    .action(async (raters: readonly RaterDto[], options: AgreementOptions) => {
      const { agreementAction } = await import('./agreement-action.ts');
      await agreementAction(raters, options);
    });
}
