import type { Job, SourceHashes } from '../domain/job.ts';
import type { PreparedJob } from '../domain/runner.ts';

/** A file that a job was made with. */
interface Source {
  readonly name: string;
  /** `null` where it was not recorded. */
  readonly before: string | null;
  readonly now: string | null;
}

/**
 * Why the results so far and those to come would not belong together: what has changed since the job ran, and what its manifest does not
 * tell. `null` where all is as it was. `whatHappened` says it of what has changed.
 */
export function changedSources(
  job: Job,
  prepared: Pick<PreparedJob, 'dataset' | 'sources' | 'parts'>,
  whatHappened = 'changed since it ran',
): string | null {
  const sources = sourcesOf(job, prepared);
  const changed = sources.filter(({ before, now }) => before !== null && before !== now);
  const unknown = sources.filter(({ before }) => before === null);
  const faults = [
    ...(changed.length === 0 ? [] : [`${listOf(changed)} ${whatHappened}`]),
    ...(unknown.length === 0
      ? []
      : [`its manifest has no hash of ${listOf(unknown)}, so it can't be checked whether they changed since it ran`]),
  ];
  return faults.length === 0 ? null : faults.join(', and ');
}

function sourcesOf(
  job: Job,
  { dataset, sources, parts }: Pick<PreparedJob, 'dataset' | 'sources' | 'parts'>,
): readonly Source[] {
  const { spec } = job;
  const source = (name: string, key: keyof SourceHashes): Source => ({ name, before: job.sources[key], now: sources[key] });
  const datasetBefore = job.datasetSha256 === '' ? null : job.datasetSha256;
  const metrics = source("the metrics' module", 'metricsSha256');
  // What made the outputs that it scores does not matter any more.
  if (job.scoredFrom !== undefined) return [metrics];
  return [
    { name: `the dataset ${spec.examples}`, before: datasetBefore, now: dataset.datasetSha256 },
    source(`the program's module (${spec.program})`, 'programSha256'),
    ...(spec.metrics === undefined ? [] : [metrics]),
    source(`the prompt ${spec.prompt}`, 'promptSha256'),
    ...(job.parts === undefined
      ? []
      : [{ name: 'the division of the rows', before: job.parts.sha256, now: parts?.sha256 ?? null }]),
  ];
}

function listOf(sources: readonly Source[]): string {
  const names = sources.map(({ name }) => name);
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1) ?? ''}`;
}
