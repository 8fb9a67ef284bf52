import { runTitles } from '../domain/run-name.ts';
import type { Run, RunStatus } from '../domain/run.ts';
import { canonicalJson } from '../evaluation/canonical-json.ts';
import type { JsonObject, JsonValue } from '../evaluation/json.ts';
import type { WarningCode } from '../statistics/warning.ts';

export type RunWarningCode =
  | 'different-projects'
  | 'different-datasets'
  | 'different-metrics'
  | 'failed-trials'
  | 'unanswered-trials'
  | 'failures-not-told-apart'
  | 'run-in-progress'
  | 'run-not-completed'
  | 'damaged-run'
  | 'aligned-by-content'
  | 'imported-otherwise'
  | 'partial-overlap'
  | 'one-value'
  | 'few-items';

/** What a reader should know about a comparison; the code never changes, the message is a sentence. */
export interface ComparisonWarning {
  readonly code: WarningCode | RunWarningCode;
  readonly message: string;
}

/** Why a comparison of these runs in these metrics may not be fair, the most serious first. */
export function runWarnings(compared: readonly Run[], metrics: readonly string[]): readonly ComparisonWarning[] {
  const titles = runTitles(compared);
  const runs = compared.map((run) => runFacts(run, titles.get(run.runId) ?? run.runId));
  return [
    ...unlike(runs, 'different-projects', 'belong to different projects', ({ project }) => project),
    ...unlike(runs, 'different-datasets', 'were made over different dataset files', ({ datasetSha256 }) => datasetSha256),
    ...metrics.flatMap((metric) =>
      unlike(
        runs,
        'different-metrics',
        `define metric ${quoted(metric)} differently`,
        ({ metricDefinitions }) => metricDefinitions.get(metric) ?? null,
      ),
    ),
    ...runs.flatMap(ownWarnings),
  ];
}

/** Where not every sample that any run has is scored in all of them. */
export function overlapWarning(samples: number, commonSamples: readonly number[]): readonly ComparisonWarning[] {
  const fewest = Math.min(samples, ...commonSamples);
  if (fewest === samples) return [];
  return [warning('partial-overlap', `Of the ${samples} samples that any run has, ${fewest} are scored in all of them.`)];
}

function unlike(
  runs: readonly RunFacts[],
  code: RunWarningCode,
  what: string,
  valueOf: (facts: RunFacts) => string | null,
): readonly ComparisonWarning[] {
  const groups = new Map<string, string[]>();
  for (const facts of runs) {
    const value = valueOf(facts);
    if (value !== null) groups.set(value, [...(groups.get(value) ?? []), facts.title]);
  }
  if (groups.size < 2) return [];
  const parts = [...groups.values()].map(
    (titles) => titles.slice(0, 3).map(shown).join(', ') + (titles.length > 3 ? ', …' : ''),
  );
  return [warning(code, `The runs ${what}: ${parts.slice(0, 5).join(' | ')}.`)];
}

function ownWarnings(facts: RunFacts): readonly ComparisonWarning[] {
  const { title, status, sampleCount, notes, faults } = facts;
  const found: ComparisonWarning[] = [];
  if (status === 'in_progress') {
    found.push(warning('run-in-progress', `Run ${shown(title)} is still in progress: its numbers will change.`));
  } else if (status !== 'completed') {
    found.push(
      warning(
        'run-not-completed',
        `Run ${shown(title)} is ${status}: it has ${sampleCount} ${sampleCount === 1 ? 'sample' : 'samples'} with a score and will get no more.`,
      ),
    );
  }
  found.push(...failureWarnings(facts));
  for (const note of notes.slice(0, 3)) found.push(warning('imported-otherwise', `Run ${shown(title)}: ${note}`));
  for (const fault of faults.slice(0, 3)) found.push(warning('damaged-run', `Run ${shown(title)}: ${fault}`));
  return found;
}

function failureWarnings(facts: RunFacts): readonly ComparisonWarning[] {
  const { title, totalSamples, failedTrials, unansweredTrials: unanswered, untoldFailures: untold } = facts;
  const found: ComparisonWarning[] = [];
  const ofAll = (count: number): string => `Run ${shown(title)}: ${count} of ${totalSamples} trials`;
  const scored = failedTrials - unanswered;
  if (unanswered > 0)
    found.push(warning('unanswered-trials', `${ofAll(unanswered)} got no answer from their provider, and have no score.`));
  if (scored > 0) found.push(warning('failed-trials', `${ofAll(scored)} failed; a failed trial that was scored counts as 0.`));
  if (untold > 0) {
    const message = `${ofAll(untold)} failed without a word whether their provider answered: an outage would count as 0.`;
    found.push(warning('failures-not-told-apart', message));
  }
  return found;
}

/** A title, which is cut already. */
function shown(title: string): string {
  return JSON.stringify(title);
}

function quoted(name: string): string {
  return JSON.stringify(name.length > 80 ? `${name.slice(0, 80)}…` : name);
}

function warning(code: RunWarningCode, message: string): ComparisonWarning {
  return { code, message };
}

/** The facts that decide whether a run can be compared fairly; `null` where they were not recorded. */
interface RunFacts {
  /** What it is called. */
  readonly title: string;
  readonly status: RunStatus;
  readonly project: string | null;
  readonly datasetSha256: string | null;
  readonly sampleCount: number;
  readonly totalSamples: number;
  readonly failedTrials: number;
  /** Failed trials that got no answer from their provider. */
  readonly unansweredTrials: number;
  /** Failed trials of which it is not known. */
  readonly untoldFailures: number;
  /** For each metric a text that is the same for runs that define it alike. */
  readonly metricDefinitions: ReadonlyMap<string, string>;
  /** What was said when it was imported, in sentences. */
  readonly notes: readonly string[];
  /** What could not be read of the run, in sentences. */
  readonly faults: readonly string[];
}

/** Reads the facts out of what a run was made with; an import may record them under the same names. */
function runFacts({ source, status, sampleCount, totalSamples, metadata }: Run, title: string): RunFacts {
  return {
    title,
    status,
    project: textOrNull(metadata.project),
    datasetSha256: textOrNull(metadata.dataset_sha256),
    sampleCount,
    totalSamples,
    failedTrials: countOf(metadata.failed_trials),
    unansweredTrials: countOf(metadata.unanswered_trials),
    untoldFailures: countOf(metadata.untold_failures),
    metricDefinitions: definitions(metadata.metric_definitions),
    notes: source === 'import' && Array.isArray(metadata['warnings']) ? metadata['warnings'].map(String) : [],
    faults: Array.isArray(metadata.faults) ? metadata.faults.map(String) : [],
  };
}

function countOf(value: JsonValue | undefined): number {
  return typeof value === 'number' ? value : 0;
}

function textOrNull(value: JsonValue | undefined): string | null {
  return typeof value === 'string' ? value : null;
}

function definitions(value: JsonValue | undefined): ReadonlyMap<string, string> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return new Map();
  return new Map(Object.entries(value as JsonObject).map(([metric, definition]) => [metric, canonicalJson(definition)]));
}
