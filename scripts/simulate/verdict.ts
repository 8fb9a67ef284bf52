import { BrokenPromiseError } from './broken-promise.ts';
import { comparable, type DoneJob } from './final-check.ts';
import type { Plant } from './plants.ts';
import type { Schedule } from './schedule.ts';
import { Simulation } from './simulation.ts';
import { StuckError } from './world.ts';

/** What is wrong, and what happened until then. */
export interface Failure {
  readonly schedule: Schedule;
  readonly message: string;
  readonly history: readonly string[];
}

/** Summaries of jobs that nothing interrupted, by project. */
const references = new Map<string, Promise<string>>();

/** Plays a schedule. `null` where every promise was kept. */
export async function failureOf(schedule: Schedule, plant?: Plant): Promise<Failure | null> {
  const simulation = new Simulation(schedule, plant);
  try {
    for (const job of await simulation.run()) await checkSummary(job);
    return null;
  } catch (error) {
    const isExpected = error instanceof BrokenPromiseError || error instanceof StuckError;
    const message = error instanceof Error && !isExpected ? (error.stack ?? error.message) : String(error);
    return { schedule, message, history: simulation.world.history };
  }
}

/** The same failure, or one like it, with as few faults and jobs as it takes. */
export async function smallest(failure: Failure, plant?: Plant): Promise<Failure> {
  for (const schedule of smaller(failure.schedule)) {
    const found = await failureOf(schedule, plant);
    if (found !== null) return smallest(found, plant);
  }
  return failure;
}

function smaller(schedule: Schedule): Schedule[] {
  const { faults, requests, hasViewer } = schedule;
  return [
    ...faults.map((_, at) => ({ ...schedule, faults: faults.toSpliced(at, 1) })),
    ...(requests.length > 1 ? requests.map((_, at) => ({ ...schedule, requests: requests.toSpliced(at, 1) })) : []),
    ...(hasViewer ? [{ ...schedule, hasViewer: false }] : []),
  ];
}

async function checkSummary({ project, summary, isRetried }: DoneJob): Promise<void> {
  let reference = references.get(project);
  references.set(project, (reference ??= uninterrupted(Number(project.split('_')[1]))));
  const due = comparable(JSON.parse(await reference) as object, isRetried);
  if (due !== summary) throw new BrokenPromiseError(`a job of ${project} ended with ${summary}, and uninterrupted with ${due}`);
}

async function uninterrupted(project: number): Promise<string> {
  const requests = [{ id: 'job-1', project, atMs: 0, readers: 1 }];
  const schedule = { seed: 1, requests, faults: [], maxRunning: 1, maxQueued: 0, hasViewer: false };
  const [job] = await new Simulation(schedule, undefined).run();
  if (job === undefined) throw new Error(`a job of project_${project} is not done`);
  return job.summary;
}
