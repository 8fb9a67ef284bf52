import type { ReportedComparison, ReportedMetric } from '../../../../src/reports/comparison-report.ts';
import type { Schemas } from '../../api/client.ts';
import { shortId } from '../../lib/format.ts';

/** Shorter ids could be words of a sentence. */
const LEAST_ID_LENGTH = 8;

/** What the server says, as reports have it, with its sentences. */
export interface NamedComparison extends ReportedComparison {
  readonly metric_summaries: readonly (ReportedMetric & Pick<Schemas['MetricSummary'], 'sentence'>)[];
}

/** A name for each run that no other of them has: those of one name get the beginning of their ids too. */
export function distinctNames(runs: readonly { readonly id: string; readonly name: string }[]): ReadonlyMap<string, string> {
  const count = (name: string): number => runs.filter((run) => run.name === name).length;
  return new Map(runs.map(({ id, name }) => [id, count(name) > 1 ? `${name} (${shortId(id)})` : name]));
}

/** The comparison with every id of a run replaced, in sentences too: by the run's name where people read it, by its letter in tables. */
export function namedComparison(comparison: Schemas['Comparison'], names: ReadonlyMap<string, string>): NamedComparison {
  const ids = [...names.keys()].filter((id) => id.length >= LEAST_ID_LENGTH).sort((a, b) => b.length - a.length);
  const within = ids.length === 0 ? null : new RegExp(ids.map(escaped).join('|'), 'g');
  const textOf = (text: string): string =>
    names.get(text) ?? (within === null ? text : text.replaceAll(within, (id) => names.get(id) ?? id));
  const renamed = (value: unknown): unknown => {
    if (typeof value === 'string') return textOf(value);
    if (Array.isArray(value)) return value.map(renamed);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [names.get(key) ?? key, renamed(inner)]));
  };
  // An answer of the server is what reports are made of; only its numbers of two are typed as lists there.
  return renamed(comparison) as NamedComparison;
}

function escaped(id: string): string {
  return id.replaceAll(/[.*+?^${}()|[\]\\/]/g, String.raw`\$&`);
}
