import { SimulatedProcess } from '../simulated-process.ts';

// Takes the place of `node:crypto` in a simulation: ids are left to the chance of its world.

export * from 'node:crypto';

export function randomUUID(): string {
  const chance = SimulatedProcess.current?.world.chance;
  if (chance === undefined) throw new Error('ids are for processes');
  const digits = (): string =>
    chance
      .whole(2 ** 32)
      .toString(16)
      .padStart(8, '0');
  return `${digits()}-${digits().slice(4)}-4${digits().slice(5)}-a${digits().slice(5)}-${digits()}${digits().slice(4)}`;
}
