export const NAMES = Symbol('Names');

/** Fewer characters of a job's id may be of many. */
export const SHORTEST_PREFIX = 6;

/**
 * Finds the job or the run that a person names. The whole id wins. Else the text must mean one thing alone: the beginning of a job's id
 * (`SHORTEST_PREFIX` characters or more), a label, `latest`, or `latest~2`, the second before the newest; each may be followed by `.3`,
 * the step of a search.
 */
export interface Names {
  /** The id of a job. Throws `job_not_found`, with what may have been meant, and `ambiguous_name`. */
  jobId(name: string): Promise<string>;

  /**
   * The id of a run. A search stands for the best of its steps that have ended. `latest` counts as the list of results does: by jobs, and
   * runs from elsewhere. Throws `run_not_found`, with what may have been meant, and `ambiguous_name`.
   */
  runId(name: string): Promise<string>;
}

/** One of the ways to read a text that names a job or a run without being its id. */
export interface NameReading {
  readonly label: string;
  /** Where it may be the beginning of a job's id. */
  readonly prefix: string | null;
  /** How many before the newest, where it is `latest` or `latest~2`. */
  readonly back: number | null;
  /** The step of a search that stands after it. */
  readonly stepIndex: number | null;
}

const PREFIX = new RegExp(`^[0-9a-f][0-9a-f-]{${SHORTEST_PREFIX - 1},35}$`, 'i');

const LATEST = /^latest(?:~(0|[1-9]\d{0,5}))?$/;

const WITH_STEP = /^(.+)\.(0|[1-9]\d{0,8})$/s;

/** Every way to read a text; a label may end as a step does. */
export function nameReadings(text: string): readonly NameReading[] {
  const [, base, step] = WITH_STEP.exec(text) ?? [];
  return [reading(text, null), ...(base === undefined ? [] : [reading(base, Number(step))])];
}

function reading(text: string, stepIndex: number | null): NameReading {
  const latest = LATEST.exec(text);
  return {
    label: text,
    prefix: PREFIX.test(text) ? text.toLowerCase() : null,
    back: latest === null ? null : Number(latest[1] ?? 0),
    stepIndex,
  };
}
