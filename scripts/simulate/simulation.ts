import { BusyError } from '../../src/domain/errors.ts';
import type { Job } from '../../src/domain/job.ts';
import { BrokenPromiseError } from './broken-promise.ts';
import { checkEnd, type DoneJob } from './final-check.ts';
import { Ledger } from './ledger.ts';
import { Machine } from './machine.ts';
import type { Plant } from './plants.ts';
import { SimulatedProject } from './project.ts';
import { Reader } from './reader.ts';
import type { Fault, Request, Schedule } from './schedule.ts';
import type { SimulatedServer } from './server.ts';
import { ConnectionLostError } from './simulated-process.ts';
import { type Seen, Witness } from './witness.ts';
import { World } from './world.ts';

/** How long clients wait before they try again, or look again. */
const PATIENCE_MS = 100;

/** After so long, a server knows that a process which left a lease is gone. */
const LEASE_MS = 35_000;

/** How long one schedule may take in all. */
const LIMIT_MS = 15 * 60_000;

/** One schedule at work: clients that start, watch and stop jobs, and what happens to the machine meanwhile. */
export class Simulation {
  readonly world: World;
  readonly #schedule: Schedule;
  readonly #witness = new Witness();
  readonly #ledger: Ledger;
  readonly #machine: Machine;
  readonly #readers: Promise<void>[] = [];

  constructor(schedule: Schedule, plant: Plant | undefined) {
    this.world = new World(schedule.seed);
    this.#schedule = schedule;
    this.#ledger = new Ledger(this.world);
    this.#machine = new Machine(this.world, this.#ledger, schedule, plant);
  }

  /**
   * Plays it to its end, and looks at what is there after one more loss of power. Throws a `BrokenPromiseError` or a `StuckError` where
   * Assay does not keep what it promises. Returns the jobs that are done.
   */
  run(): Promise<DoneJob[]> {
    return this.world.run(() => this.#play(), LIMIT_MS);
  }

  async #play(): Promise<DoneJob[]> {
    const { requests, faults } = this.#schedule;
    const serving = this.#machine.serve();
    await Promise.all([...requests.map((request) => this.#client(request)), ...faults.map((fault) => this.#strike(fault))]);
    this.#machine.heal();
    await Promise.all(this.#witness.jobs.map((seen) => this.#untilDone(seen)));
    await Promise.all(this.#readers);
    this.#ledger.check();
    await this.#machine.shutDown(serving);
    return this.#afterwards();
  }

  async #client({ id, project, atMs, readers }: Request): Promise<void> {
    await this.world.sleep(atMs);
    const job = await this.#accepted(id, new SimulatedProject(project));
    this.world.note(`${id} (${job.spec.kind}, project ${project}) is accepted as ${job.status}`);
    const seen = this.#witness.accept(job);
    for (let count = 0; count < readers; count++) {
      const reading = new Reader(this.#machine, this.#witness, seen).run();
      reading.catch(() => undefined);
      this.#readers.push(reading);
    }
  }

  /** Asks for a job until it is accepted. Where the answer was lost, the job may be there. */
  async #accepted(id: string, project: SimulatedProject): Promise<Job> {
    for (;;) {
      const server = await this.#machine.main();
      try {
        const there = await server.process.call(() => server.store.find(id));
        return there ?? (await server.process.call(() => submit(server, id, project)));
      } catch (error) {
        if (!(error instanceof BusyError) && !(error instanceof ConnectionLostError))
          this.world.note(`${id} is refused: ${String(error)}`);
        await this.world.sleep(PATIENCE_MS);
      }
    }
  }

  /** Looks at a job until it has ended for certain, and has it go on until it is done. */
  async #untilDone(seen: Seen): Promise<void> {
    while (seen.end?.status !== 'done' && seen.removal === 'none') {
      const server = await this.#machine.main();
      if (seen.end === null) await this.#look(server, seen).catch(unlessLost);
      else await this.#resume(server, seen, false);
      await this.world.sleep(PATIENCE_MS);
    }
  }

  async #look(server: SimulatedServer, seen: Seen): Promise<void> {
    const { end } = seen;
    const { job, summary } = await server.process.call(async () => {
      const found = await server.store.find(seen.id);
      return { job: found, summary: found === undefined ? null : await server.store.summary(seen.id) };
    });
    this.#witness.look(seen, end, job, summary);
    if (end === null && seen.end !== null) this.world.note(`${seen.id} has ended as ${seen.end.status}`);
  }

  async #strike(fault: Fault): Promise<void> {
    await this.world.sleep(fault.atMs);
    if (fault.kind === 'cancel') return this.#cancel();
    if (fault.kind === 'delete') return this.#delete();
    if (fault.kind === 'resume') return this.#resumeAny();
    return this.#machine.strike(fault.kind, fault.forMs);
  }

  async #cancel(): Promise<void> {
    const seen = this.#anyJob();
    const server = await this.#machine.main();
    if (seen === undefined) return;
    this.world.note(`${seen.id} is to be cancelled`);
    await this.#tried(server, () => server.executor.cancel(seen.id, 'user'));
  }

  async #delete(): Promise<void> {
    const seen = this.#anyJob();
    const server = await this.#machine.main();
    if (seen === undefined) return;
    await this.#look(server, seen).catch(() => undefined);
    if (seen.end === null) return;
    this.world.note(`${seen.id} is to be removed`);
    seen.removal = 'asked';
    if (await this.#tried(server, () => server.store.delete(seen.id))) seen.removal = 'done';
  }

  async #resumeAny(): Promise<void> {
    const seen = this.#anyJob();
    if (seen !== undefined) await this.#resume(await this.#machine.main(), seen, this.world.chance.isTrue(0.2));
  }

  /** Has a job go on. Where the answer is lost, it may. */
  async #resume(server: SimulatedServer, seen: Seen, retriesFailed: boolean): Promise<void> {
    const { end, id } = seen;
    this.world.note(`${id} is to go on${retriesFailed ? ', and to try again what failed' : ''}`);
    const mayGoOn = (): void => {
      if (seen.end === end && end?.status !== 'done') seen.end = null;
    };
    try {
      seen.isRetried ||= retriesFailed;
      await server.process.call(() => server.service.resume(id, { retriesFailed, isForced: false }));
      mayGoOn();
    } catch (error) {
      this.world.note(`not resumed: ${String(error)}`);
      if (error instanceof ConnectionLostError) mayGoOn();
    }
  }

  #anyJob(): Seen | undefined {
    const jobs = this.#witness.jobs.filter(({ removal }) => removal === 'none');
    return jobs[this.world.chance.whole(jobs.length)];
  }

  /** Whether it was done. A refusal is an answer too. */
  async #tried(server: SimulatedServer, work: () => Promise<unknown>): Promise<boolean> {
    try {
      await server.process.call(work);
      return true;
    } catch (error) {
      this.world.note(`refused: ${String(error)}`);
      return false;
    }
  }

  /** What a new server finds when the power has failed once more. */
  async #afterwards(): Promise<DoneJob[]> {
    this.world.note('the power fails a last time');
    this.world.losePower();
    const server = await this.#machine.start();
    await this.world.sleep(LEASE_MS);
    const mayBeTorn = this.#schedule.faults.some(({ kind }) => kind === 'failing syncs');
    const done: DoneJob[] = [];
    for (const seen of this.#witness.jobs) {
      if (seen.removal === 'none') {
        await this.#look(server, seen);
        const job = await server.process.call(() => checkEnd(server.store, seen, mayBeTorn));
        if (job !== null) done.push(job);
      } else if (seen.removal === 'done' && (await server.process.call(() => server.store.find(seen.id)))) {
        throw new BrokenPromiseError(`job ${seen.id} was removed, and is there again`);
      }
    }
    server.kill();
    return done;
  }
}

async function submit(server: SimulatedServer, id: string, project: SimulatedProject): Promise<Job> {
  return server.executor.submit(project.draft(id), await server.runner.prepare(project.spec));
}

function unlessLost(error: unknown): void {
  if (!(error instanceof ConnectionLostError)) throw error;
}
