import { alignedColumn, alignRuns } from '../statistics/align.ts';
import { type Agreement, raterAgreement } from '../statistics/agreement.ts';
import type { Kappa } from '../statistics/cohen-kappa.ts';
import type { AgreementDto, KappaDto } from './agreement.dto.ts';
import type { AgreementTask, NamedRater } from './agreement-task.ts';
import { unpackRuns } from './packed-runs.ts';
import { bounds } from './pair-wire.ts';

/** Below this many samples there is no interval of κ. */
const ENOUGH_ITEMS = 50;

/** The agreement of raters as the wire has it, their samples joined as a comparison joins them. */
export function agreementBody({ runs, raters, options }: AgreementTask): AgreementDto {
  const alignment = alignRuns(unpackRuns(runs));
  const columns = raters.map(({ run, column }) => alignedColumn(alignment, run, column));
  const found = raterAgreement(columns, options);
  return {
    n_items: found.items,
    raters: ratersOf(
      found,
      raters.map(({ name }) => name),
    ),
    level: found.level,
    weights: options.weights,
    kappa: kappa(found.kappa),
    krippendorff: { alpha: found.krippendorff.alpha, interval: bounds(found.krippendorff.interval) },
    values: found.values && [...found.values],
    table: found.table && found.table.map((row) => [...row]),
    warnings: warningsOf(found),
  };
}

function ratersOf({ raters }: Agreement, names: readonly NamedRater[]): AgreementDto['raters'] {
  return names.map((name, at) => {
    const { n = 0, mean = null, counts = null } = raters[at] ?? {};
    return { ...name, n, mean, counts: counts && [...counts] };
  });
}

function kappa(found: Kappa | null): KappaDto | null {
  return (
    found && {
      kappa: found.kappa,
      standard_error: found.standardError,
      interval: bounds(found.interval),
      observed_agreement: found.observedAgreement,
      chance_agreement: found.chanceAgreement,
    }
  );
}

function warningsOf({ items, krippendorff }: Agreement): AgreementDto['warnings'] {
  if (krippendorff.alpha === null)
    return [{ code: 'one-value', message: 'All ratings are the same value: agreement beyond chance can’t be told.' }];
  if (items >= ENOUGH_ITEMS) return [];
  return [
    { code: 'few-items', message: `Only ${items} samples are rated twice or more: below ${ENOUGH_ITEMS} agreement is rough.` },
  ];
}
