import type { Aggregate } from '../evaluation/event.ts';
import type { FailureReason } from '../evaluation/failure-reason.ts';
import type { JsonObject } from '../evaluation/json.ts';
import type { Sample } from './run.ts';

/** Which samples of a run; what is absent matches all. A sample has to match everything that is there. */
export interface SampleFilter {
  readonly status?: 'success' | 'failed';
  /** The kind that the error of a failed sample names, else the error's type. */
  readonly errorKind?: string;
  /** The key of a reason: samples that failed for it, or of which a scoring did. */
  readonly reason?: string;
  /** The metric that `min`, `max` and differences are of; may be left out where the run has only one. */
  readonly metric?: string;
  /** The least score. */
  readonly min?: number;
  /** The highest score. */
  readonly max?: number;
  /** The run that differences are to: this run's score minus that one's. Samples that it lacks have none, and do not match a bound. */
  readonly against?: string;
  readonly deltaMin?: number;
  readonly deltaMax?: number;
  /** What became of them against the other run. */
  readonly paired?: PairedOutcome;
  /** Whether a lower score is the better one: then a negative difference is an improvement. */
  readonly lowerIsBetter?: boolean;
  readonly tag?: string;
  /** Words that inputs, reference, output or error must all have; `"…"` for words that follow each other. */
  readonly q?: string;
}

/** Against another run: a better score, a worse one, the same, or no difference because one of them lacks the score. */
export const PAIRED_OUTCOMES = ['improved', 'regressed', 'equal', 'missing'] as const;
export type PairedOutcome = (typeof PAIRED_OUTCOMES)[number];

/** What samples can be sorted by, beside `metric.<name>`. */
export const SAMPLE_SORTS = [
  'position',
  'row',
  'id',
  'status',
  'error_kind',
  'delta',
  'abs_delta',
  'latency',
  'input_tokens',
  'output_tokens',
  'cost',
] as const;

/** Those of them that are about the difference to another run: with its sign, or its size. */
export type DifferenceSort = 'delta' | 'abs_delta';

export function isDifferenceSort(by: SampleSort['by'] | undefined): by is DifferenceSort {
  return by === 'delta' || by === 'abs_delta';
}

export interface SampleSort {
  readonly by: (typeof SAMPLE_SORTS)[number] | { readonly metric: string };
  readonly isDescending: boolean;
}

/** A page of the samples that match. Those without the value that is sorted by come last, in either direction. */
export interface SampleQuery extends SampleFilter {
  /** The order in which they came without it. */
  readonly sort?: SampleSort;
  readonly limit: number;
  /** The `nextCursor` of the page before: it holds while samples come. */
  readonly cursor?: string;
  /** Samples to leave out before the first; not with a cursor. */
  readonly offset?: number;
  /** Whether texts are cut and events left out. */
  readonly isShort?: boolean;
}

/** A sample with what the run knows of it. */
export interface PlacedSample extends Sample {
  /** The example's number in its dataset; the sample's own number, from 0, where it is of no dataset. */
  readonly row: number;
  readonly replicate: number;
  readonly status: 'success' | 'failed';
  readonly inputTokens: number | null;
  readonly outputTokens: number | null;
  /** Seconds. */
  readonly latency: number | null;
  readonly cost: number | null;
  readonly tags: readonly string[];
  /** Where a run to compare with was named and both have a score. */
  readonly delta: number | null;
  /** Of a job: the events that it was made from, as they were written; `null` for all else. */
  readonly events: SampleEvents | null;
  /** The number of its event, where that is still in the log. */
  readonly seq: number | null;
  /** Where short texts were asked for: prompt, response and error are cut, too. */
  readonly texts?: ShortTexts;
  /** Where a run to compare with was named: the same sample there, `null` where it has none. */
  readonly other?: OtherSample | null;
}

/** The first characters of the texts of a sample; `null` where it has none. What is no text is its JSON. */
export interface ShortTexts {
  readonly inputs: string | null;
  readonly prompt: string | null;
  readonly response: string | null;
  readonly reference: string | null;
  readonly error: string | null;
  /** Those that are longer. */
  readonly cut: readonly TextName[];
}

export const TEXT_NAMES = ['inputs', 'prompt', 'response', 'reference', 'error'] as const;
export type TextName = (typeof TEXT_NAMES)[number];

/** A sample of the run to compare with: of the same row, and of the same replicate where there is one. */
export interface OtherSample extends Pick<Sample, 'response' | 'scores' | 'error'> {
  readonly status: 'success' | 'failed';
  readonly replicate: number;
  /** Of its texts those that were cut. */
  readonly cut: readonly TextName[];
}

/** Envelopes as the log has them. */
export interface SampleEvents {
  readonly trial: JsonObject;
  readonly scorings: readonly JsonObject[];
}

/** How much of a run's text a search can find by now. */
export interface SearchProgress {
  readonly indexed: number;
  readonly of: number;
}

export interface SamplePage {
  readonly samples: readonly PlacedSample[];
  readonly nextCursor: string | null;
  /** All that match, where an offset was given. */
  readonly total: number | null;
  /** Only where text was searched for. */
  readonly search: SearchProgress | null;
}

/** One sample and its neighbours in the order of rows. */
export interface SampleDetail {
  readonly sample: PlacedSample;
  readonly previous: SamplePlace | null;
  readonly next: SamplePlace | null;
}

export interface SamplePlace {
  readonly row: number;
  readonly replicate: number;
}

/** Counts and means of the samples that match. */
export interface SampleAggregate {
  readonly samples: number;
  readonly failed: number;
  readonly metrics: readonly MetricAggregate[];
  /** Of the difference to the other run, where one was named. */
  readonly delta: ValueAggregate | null;
  /** Samples by what became of them, whichever of these was asked for; `null` without another run. */
  readonly paired: Readonly<Record<PairedOutcome, number>> | null;
  /** Failed samples by kind of error, the most frequent first. */
  readonly failures: readonly (FailureGroup & { readonly errorKind: string })[];
  /** Failed scorings by metric, without those that had no answer to score; the most frequent first. */
  readonly scoringFailures: readonly (FailureGroup & { readonly metric: string })[];
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly cost: number | null;
  /** Seconds; `null` where none is known. */
  readonly latency: {
    readonly n: number;
    readonly mean: number;
    readonly p50: number;
    readonly p95: number;
    readonly max: number;
  } | null;
  /** Where it was asked for: the same means by tag, or by what lies at a path of the example. The largest first. */
  readonly slices: readonly SampleSlice[] | null;
  /** Slices beside those that are shown. */
  readonly moreSlices: number;
  readonly search: SearchProgress | null;
}

/** Failures that have something in common, and why they happened. */
export interface FailureGroup {
  readonly count: number;
  /** The most frequent first; rarer ones are left out where there are many. */
  readonly reasons: readonly ReasonCount[];
}

/** How often something failed for a reason. */
export interface ReasonCount extends FailureReason {
  readonly count: number;
  /** The message of the first of them. */
  readonly example: string;
  readonly first: SamplePlace & { readonly id: string };
}

/** Over examples, each by the mean of its samples, and these by the mean of their looks. */
export interface ValueAggregate extends Aggregate {
  /** The 95 % interval of the mean; `null` below two examples. */
  readonly interval: readonly [number, number] | null;
  /** How many samples' values lie in each of the bins, from the least to the highest value. */
  readonly distribution: Distribution | null;
}

export interface MetricAggregate extends ValueAggregate {
  readonly metric: string;
}

/** Bins of equal width; a value on a border counts above it, the highest in the last bin. */
export interface Distribution {
  readonly from: number;
  readonly to: number;
  readonly counts: readonly number[];
}

export interface SampleSlice {
  /** `null` for the samples that have none. */
  readonly value: string | null;
  readonly samples: number;
  readonly failed: number;
  /** Over examples, as in the whole. */
  readonly metrics: readonly (Aggregate & { readonly metric: string })[];
}

export interface AggregateQuery extends SampleFilter {
  /** `tags`, or a dot path into the example, such as `inputs.topic`. */
  readonly sliceBy?: string;
}
