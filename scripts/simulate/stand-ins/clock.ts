import { SimulatedProcess } from '../simulated-process.ts';

/** A timer of a simulated process. */
class SimulatedTimer {
  #cancel: () => void;

  constructor(start: (timer: SimulatedTimer) => () => void) {
    this.#cancel = () => undefined;
    this.#cancel = start(this);
  }

  restart(start: () => () => void): void {
    this.#cancel = start();
  }

  cancel(): void {
    this.#cancel();
  }

  ref(): this {
    return this;
  }

  unref(): this {
    return this;
  }

  hasRef(): boolean {
    return true;
  }
}

type Work = (...args: readonly unknown[]) => void;

/**
 * Gives the code of simulated processes their world's time and chance in the place of the machine's, from now on. Code outside of them, and all that
 * Node does itself, keeps the real one.
 */
export function simulateClock(): void {
  const real = {
    setTimeout,
    setInterval,
    setImmediate,
    clearTimeout,
    now: Date.now,
    random: Math.random,
    elapsed: performance.now.bind(performance),
  };
  const replaced = {
    setTimeout: (work: Work, ms = 0, ...args: readonly unknown[]) => {
      const world = SimulatedProcess.current?.world;
      if (world === undefined) return real.setTimeout(work, ms, ...args);
      return new SimulatedTimer(() => world.later(ms, () => work(...args)));
    },
    setInterval: (work: Work, ms = 0, ...args: readonly unknown[]) => {
      const world = SimulatedProcess.current?.world;
      if (world === undefined) return real.setInterval(work, ms, ...args);
      return new SimulatedTimer((timer) => {
        const again = (): (() => void) =>
          world.later(ms, () => {
            timer.restart(again);
            work(...args);
          });
        return again();
      });
    },
    setImmediate: (work: Work, ...args: readonly unknown[]) => {
      const world = SimulatedProcess.current?.world;
      if (world === undefined) return real.setImmediate(work, ...args);
      return new SimulatedTimer(() => world.later(0, () => work(...args)));
    },
    clearTimeout: clear,
    clearInterval: clear,
    clearImmediate: clear,
  };
  Object.assign(globalThis, replaced);
  Date.now = () => SimulatedProcess.current?.world.nowMs ?? real.now();
  performance.now = () => SimulatedProcess.current?.world.age ?? real.elapsed();
  Math.random = () => SimulatedProcess.current?.world.chance.share() ?? real.random();

  function clear(timer: unknown): void {
    if (timer instanceof SimulatedTimer) timer.cancel();
    else real.clearTimeout(timer as NodeJS.Timeout);
  }
}

/** Gives simulated processes numbers of their own, which live and die with them. */
export function simulateProcessNumbers(): void {
  const realPid = process.pid;
  const realKill = process.kill.bind(process);
  Object.defineProperty(process, 'pid', { get: () => SimulatedProcess.current?.pid ?? realPid });
  process.kill = (pid, signal) => {
    const world = SimulatedProcess.current?.world;
    if (world === undefined) return realKill(pid, signal);
    if (world.isAlive(pid)) return true;
    throw Object.assign(new Error('kill ESRCH'), { code: 'ESRCH' });
  };
}
