import { isTooFew } from './detection-multiplier.ts';
import { leastDiscordance, type PowerQuestion, type Study, type StudyPower, unitsOf } from './study-power.ts';

/** Why a number of a plan is missing or rough, in sentences; the first reason for none at all is the only one. */
export function powerNotes(study: Study, found: StudyPower, question: PowerQuestion): string[] {
  const reason = whyNothing(study);
  if (reason !== null) return [reason];
  return [
    roughness(study),
    shortage(study, found, question),
    tooSmallOrLarge(study, found, question),
    ...unseen(study, question),
  ].filter((note) => note !== null);
}

function whyNothing(study: Study): string | null {
  const { n, variance, clusters } = study;
  if (n < 2) return `${n} scored samples say nothing about variance; score more first.`;
  if (leastDiscordance(study) !== null) return null;
  if (variance === null) return 'The samples are in one cluster: their clusters say nothing about variance.';
  if (variance > 0) return null;
  return clusters === null
    ? 'The scores do not vary, so nothing can be planned from them.'
    : 'All clusters have the same mean, so nothing can be planned from them.';
}

function roughness({ n, clusters, discordance }: Study): string | null {
  if (discordance === 0)
    return `The runs differ on none of ${n} samples: it is assumed that they would on one of as many more.`;
  if (clusters !== null && clusters.count < 30)
    return `The variance was seen on ${clusters.count} clusters only and may be far off.`;
  return n < 30 ? `The variance was seen on ${n} samples only and may be far off.` : null;
}

/** Whether the planned samples can show anything. */
function shortage(study: Study, found: StudyPower, { n, rates }: PowerQuestion): string | null {
  const what = study.clusters === null ? 'samples' : 'clusters';
  const units = unitsOf(study, n);
  if (isTooFew(units, rates.alpha))
    return `${units} ${what} can’t be significant at ${rates.alpha}, however large the difference is.`;
  if (found.minimumDetectableEffect === null) return `${units} ${what} don’t find even the largest difference with that power.`;
  return found.isApproximate
    ? `The numbers for ${units} ${what} are approximate: the sign flip of so few is tabulated for alpha 0.05 and 0.01 and a power of 0.8 and 0.9.`
    : null;
}

function tooSmallOrLarge({ span }: Study, found: StudyPower, { delta }: PowerQuestion): string | null {
  if (delta === null || found.requiredSamples !== null) return null;
  if (span !== null && delta > span) return `No difference can be as large as ${delta}: the metric’s range is ${span} wide.`;
  return 'No countable number of samples finds so small a difference.';
}

/** What was asked for and can't be seen in such data. */
function unseen({ span, components }: Study, { margin, repeats }: PowerQuestion): (string | null)[] {
  return [
    margin !== null && span === null
      ? 'The range of the metric is unknown: equivalence can be shown at most on 100 samples and more, by assuming that no rare difference is large.'
      : null,
    repeats !== null && components === null
      ? 'What repeats gain can’t be seen from runs with one score a sample: evaluate with repeats first.'
      : null,
  ];
}
