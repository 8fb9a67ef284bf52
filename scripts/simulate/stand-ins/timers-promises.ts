import { SimulatedProcess } from '../simulated-process.ts';

// Takes the place of `node:timers/promises` in a simulation.

export async function setTimeout<Value>(ms = 0, value?: Value): Promise<Value | undefined> {
  const { current } = SimulatedProcess;
  if (current === undefined) throw new Error('timers are for processes');
  await current.world.sleep(ms);
  return value;
}

export function setImmediate(): Promise<undefined> {
  return setTimeout(0);
}
