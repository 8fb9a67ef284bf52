import type { PairFindings } from './pair-findings.ts';
import { pOfSelected, type Selection, selectionWarning } from './selection.ts';

/**
 * A pair with its p-values, those of equivalence too, corrected for the choice among candidates by the same scores (statistics.md §29). Its
 * intervals must be at 1 − α/k already.
 */
export function selectedFindings(found: PairFindings, selection: Selection): PairFindings {
  const { p, pStandardError, equivalence } = found;
  const ofSelected = (value: number | null): number | null =>
    value === null ? null : pOfSelected(value, selection.candidates);
  return {
    ...found,
    selection: { ...selection, uncorrectedP: p },
    p: ofSelected(p),
    pStandardError: pStandardError === null ? null : pStandardError * selection.candidates,
    equivalence: equivalence && {
      ...equivalence,
      p: ofSelected(equivalence.p),
      pNotWorse: ofSelected(equivalence.pNotWorse),
      pNotBetter: ofSelected(equivalence.pNotBetter),
    },
    warnings: [selectionWarning(selection), ...found.warnings],
  };
}
