import { closestName } from '../../config/parse-config.ts';
import type { NameAdvice, NameCandidate } from '../../domain/errors.ts';
import type { Job } from '../../domain/job.ts';
import { nameReadings, SHORTEST_PREFIX } from '../../domain/names.ts';
import { runIdOf } from '../../domain/run-of-job.ts';
import { runName } from '../../domain/run-name.ts';
import type { IndexDatabase } from './index-database.ts';
import { jobsByPrefix, type NamedRow, newestJobs, newestResults } from './named-rows.ts';

/** Candidates that an error names, at most. */
export const MOST_NAMED = 5;

/** The newest jobs and runs among which a name that is not there is looked for. */
const MOST_SEARCHED = 200;

/** Shorter texts are part of many names, and say nothing. */
const SHORTEST_PART = 3;

const ID_PART = /^[0-9a-f-]+$/i;

/** What may have been meant by a name that nothing has: of jobs alone, or of runs too. */
export function nameAdvice(database: IndexDatabase, scope: string, name: string, areRuns: boolean): NameAdvice {
  const newest = areRuns ? newestResults : newestJobs;
  const known = newest(database, scope, { offset: 0, limit: MOST_SEARCHED });
  const back = nameReadings(name)[0]?.back ?? null;
  if (back !== null) return { hint: tooFewText(back, known.length, areRuns), candidates: [] };
  const isPart = ID_PART.test(name) && name.length >= SHORTEST_PART;
  const begun = isPart ? jobsByPrefix(database, scope, name.toLowerCase(), MOST_NAMED) : [];
  const candidates = likeliest(name, [...begun, ...known]);
  return { hint: [soughtText(name, areRuns), ...meantText(candidates)].join(' '), candidates };
}

function soughtText(name: string, areRuns: boolean): string {
  const shown = JSON.stringify(name.slice(0, 200));
  const isShort = ID_PART.test(name) && name.length < SHORTEST_PREFIX;
  const prefix = isShort ? ` (which takes ${SHORTEST_PREFIX} characters or more)` : '';
  return `${areRuns ? 'No run or job' : 'No job'} has ${shown} as its id, as the beginning of it${prefix}, or as its label.`;
}

function tooFewText(back: number, count: number, areRuns: boolean): string {
  const what = areRuns ? 'jobs and runs' : 'jobs';
  if (count === 0) return `There are no ${what} yet.`;
  const known = count < MOST_SEARCHED ? `there are ${count}` : 'there are fewer';
  return `latest~${back} needs ${back + 1} ${what}, and ${known}; latest~0 is the newest.`;
}

function meantText(candidates: readonly NameCandidate[]): readonly string[] {
  if (candidates.length === 0) return [];
  return [`Did you mean ${candidates.map(({ id, name }) => `${id} (${name.slice(0, 80)})`).join(', ')}?`];
}

/** Those whose id begins with the name or whose name has it in it; else the one whose label is nearest. */
function likeliest(name: string, known: readonly NamedRow[]): readonly NameCandidate[] {
  const text = name.toLowerCase();
  const parts =
    text.length < SHORTEST_PART
      ? []
      : known.filter((row) => row.id.toLowerCase().startsWith(text) || row.name.toLowerCase().includes(text));
  const found = parts.length > 0 ? parts : nearest(name, known);
  const byId = new Map(found.map(({ id, name: called }) => [id, { id, name: called }]));
  return [...byId.values()].slice(0, MOST_NAMED);
}

function nearest(name: string, known: readonly NamedRow[]): readonly NamedRow[] {
  const texts = known.map(({ source, id, label }) => label ?? (source === 'job' ? '' : id));
  const alike = texts.filter((text) => text.length > SHORTEST_PART && Math.abs(text.length - name.length) <= SHORTEST_PART);
  const closest = closestName(name, alike);
  return closest === undefined ? [] : known.filter((_, at) => texts[at] === closest);
}

/** For a run of a job that is not there: which ones there are. `asked` is the step; `null` where the best one was meant. */
export function stepAdvice({ id, spec }: Job, asked: number | null, steps: readonly number[]): NameAdvice {
  if (spec.kind !== 'optimize') {
    const candidates = [{ id, name: runName(spec, null) }];
    return { hint: `Job ${id} is no search and has no steps: its run is ${id}.`, candidates };
  }
  const candidates = steps
    .slice(0, MOST_NAMED)
    .map((stepIndex) => ({ id: runIdOf({ jobId: id, stepIndex }), name: runName(spec, stepIndex) }));
  const what = `Job ${id} is a search${asked === null ? ' of which no step has ended with a score' : ''}`;
  if (candidates.length === 0) return { hint: `${what}; none of its steps has begun.`, candidates };
  const more = steps.length > MOST_NAMED ? ` and so on to ${String(steps.at(-1))}` : '';
  return { hint: `${what}; its steps are ${candidates.map((step) => step.id).join(', ')}${more}.`, candidates };
}
