import type { Ledger } from './ledger.ts';
import type { Plant } from './plants.ts';
import { ROOT } from './project.ts';
import type { FaultKind, Schedule } from './schedule.ts';
import { SimulatedServer } from './server.ts';
import { ConnectionLostError } from './simulated-process.ts';
import type { World } from './world.ts';

const LOOK_MS = 50;

/** The servers of a schedule, which are started again whenever they are gone, and what can happen to them and their disk. */
export class Machine {
  readonly world: World;
  readonly #ledger: Ledger;
  readonly #schedule: Schedule;
  readonly #plant: Plant | undefined;
  #main: SimulatedServer | undefined;
  #viewer: SimulatedServer | undefined;
  /** Until then nobody starts a server. */
  #downUntilMs = 0;
  #isShut = false;

  constructor(world: World, ledger: Ledger, schedule: Schedule, plant: Plant | undefined) {
    this.world = world;
    this.#ledger = ledger;
    this.#schedule = schedule;
    this.#plant = plant;
    world.disk.createFolder(ROOT);
    world.disk.folder('/', 'open').sync();
    plant?.disk?.(world.disk);
  }

  /** Starts servers, again and again, until they are shut down. */
  async serve(): Promise<void> {
    while (!this.#isShut) {
      if (this.world.nowMs >= this.#downUntilMs) await this.#startMissing();
      await this.world.sleep(LOOK_MS);
    }
  }

  async start(): Promise<SimulatedServer> {
    const { maxRunning, maxQueued } = this.#schedule;
    const limits = { maxRunning, maxQueued };
    return SimulatedServer.start({ world: this.world, ledger: this.#ledger, limits, plant: this.#plant });
  }

  /** The server that runs jobs, once it is up. */
  async main(): Promise<SimulatedServer> {
    for (;;) {
      if (this.#main?.isUp === true) return this.#main;
      await this.world.sleep(LOOK_MS);
    }
  }

  /** A server that can be asked about jobs. */
  async any(): Promise<SimulatedServer> {
    return this.#viewer?.isUp === true && this.world.chance.isTrue(0.5) ? this.#viewer : this.main();
  }

  async strike(kind: Exclude<FaultKind, 'cancel' | 'delete' | 'resume'>, forMs: number): Promise<void> {
    this.world.note(`${kind}${kind === 'kill child' ? '' : `, for ${(forMs / 1_000).toFixed(1)} s`}`);
    switch (kind) {
      case 'kill':
        this.#main?.kill();
        this.#stayDown(forMs);
        return;
      case 'stop':
        this.#stayDown(forMs);
        return this.#main?.stop().catch(unlessLost);
      case 'power loss':
        this.world.losePower();
        this.#main?.gone();
        this.#viewer?.gone();
        this.#stayDown(forMs);
        return;
      case 'kill child':
        this.#main?.runner.children.at(-1)?.kill("the project's process was ended by SIGKILL");
        return;
      case 'full disk':
        this.world.disk.health.isFull = true;
        return this.#healAfter(forMs);
      case 'failing syncs':
        this.world.disk.health.syncFaults = this.world.chance.between(0.1, 1);
        return this.#healAfter(forMs);
      case 'slow disk':
        this.world.speed.slowShare = this.world.chance.between(0.1, 0.6);
        return this.#healAfter(forMs);
    }
  }

  /** From now on the disk is as it should be. */
  heal(): void {
    Object.assign(this.world.disk.health, { isFull: false, syncFaults: 0 });
    this.world.speed.slowShare = 0.02;
  }

  /** Stops the servers in order. */
  async shutDown(serving: Promise<void>): Promise<void> {
    this.#isShut = true;
    await serving;
    if (this.#main?.isUp === true) await this.#main.stop();
    this.#viewer?.kill();
  }

  async #startMissing(): Promise<void> {
    try {
      if (this.#main?.isUp !== true) this.#main = await this.start();
      if (this.#schedule.hasViewer && this.#viewer?.isUp !== true) this.#viewer = await this.start();
    } catch (error) {
      this.world.note(`a server does not start: ${String(error)}`);
    }
  }

  #stayDown(forMs: number): void {
    this.#downUntilMs = Math.max(this.#downUntilMs, this.world.nowMs + forMs);
  }

  async #healAfter(ms: number): Promise<void> {
    await this.world.sleep(ms);
    this.world.note('the disk is well again');
    this.heal();
  }
}

function unlessLost(error: unknown): void {
  if (!(error instanceof ConnectionLostError)) throw error;
}
