/** What a reader of the numbers should know; the code never changes, the message is a sentence. */
export interface Warning {
  readonly code: WarningCode;
  readonly message: string;
}

export type WarningCode =
  | 'no-overlap'
  | 'incomplete-overlap'
  | 'too-few-samples'
  | 'small-n'
  | 'identical-scores'
  | 'zero-variance'
  | 'few-clusters'
  | 'insufficient-clusters'
  | 'unequal-clusters'
  | 'equal-rows'
  | 'unlabelled-clusters'
  | 'conflicting-clusters'
  | 'not-available-clustered'
  | 'not-binary'
  | 'not-about-means'
  | 'borderline'
  | 'few-resamples'
  | 'skewed-differences'
  | 'ci-test-disagree'
  | 'sign-ambiguous'
  | 'range-unknown'
  | 'few-differences'
  | 'sample-sets-differ'
  | 'task-without-samples'
  | 'task-without-variance'
  | 'small-slice'
  | 'unsliced-samples'
  | 'overlapping-slices'
  | 'in-progress'
  | 'stopped-when-decided'
  | 'no-labels'
  | 'few-labels'
  | 'labels-off-scale'
  | 'verdict-depends-on-missing'
  | 'selected-on-these-samples';
