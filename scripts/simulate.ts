import { parseArgs } from 'node:util';
import { Logger } from '@nestjs/common';
import { type Plant, PLANTS } from './simulate/plants.ts';
import { scheduleOf } from './simulate/schedule.ts';
import { type Failure, failureOf, smallest } from './simulate/verdict.ts';

// `npm run simulate [-- --schedules n] [-- --seed n] [-- --plant name]`: plays schedules of crashes, losses of power, full disks, cancels
// and readers on the production store, queue, executor and feed. Exits with 1 where Assay breaks a promise; the seed shows it again.
// With --plant, a fault is put around that code, or each in its turn with `--plant all`: then it exits with 1 where it is not found.

const MAX_FAILURES = 5;
const DEFAULT = { schedules: 10_000, plant: 1_000 };

const { values } = parseArgs({
  options: { schedules: { type: 'string' }, seed: { type: 'string' }, plant: { type: 'string' } },
});
const plants = chosenPlants();
const first = wholeNumber('seed', 1);
const count = wholeNumber('schedules', values.seed !== undefined ? 1 : plants.length > 0 ? DEFAULT.plant : DEFAULT.schedules);
Logger.overrideLogger(false);
process.exit((plants.length > 0 ? await findPlants() : await keepPromises()) ? 0 : 1);

/** Whether all schedules went well. */
async function keepPromises(): Promise<boolean> {
  const began = performance.now();
  let failures = 0;
  let played = 0;
  for (let seed = first; seed < first + count && failures < MAX_FAILURES; seed += 1) {
    const failure = await failureOf(scheduleOf(seed));
    played += 1;
    if (failure === null) continue;
    failures += 1;
    tell(await smallest(failure), `npm run simulate -- --seed ${seed}`);
  }
  const seconds = (performance.now() - began) / 1_000;
  console.log(`${played} schedules from seed ${first} on in ${seconds.toFixed(0)} s: ${failures} with a broken promise.`);
  return failures === 0;
}

/** Whether every planted fault was found. */
async function findPlants(): Promise<boolean> {
  let missed = 0;
  for (const plant of plants) {
    const seed = await seedThatFinds(plant);
    const outcome =
      seed === undefined ? `NOT found in ${count} schedules` : `found by schedule ${seed - first + 1}, seed ${seed}`;
    console.log(`${plant.name} (${plant.what}): ${outcome}`);
    if (seed === undefined) missed += 1;
  }
  return missed === 0;
}

async function seedThatFinds(plant: Plant): Promise<number | undefined> {
  for (let seed = first; seed < first + count; seed += 1) {
    const failure = await failureOf(scheduleOf(seed), plant);
    if (failure === null) continue;
    if (plants.length === 1) tell(await smallest(failure, plant), `npm run simulate -- --plant ${plant.name} --seed ${seed}`);
    return seed;
  }
  return undefined;
}

function tell({ message, history }: Failure, command: string): void {
  console.log(`${message}\n${history.join('\n')}\nTo see it again: ${command}\n`);
}

function chosenPlants(): readonly Plant[] {
  if (values.plant === undefined) return [];
  const chosen = PLANTS.filter(({ name }) => name === values.plant || values.plant === 'all');
  if (chosen.length === 0)
    refuse(`There is no fault ${values.plant} to plant: there are all, ${PLANTS.map(({ name }) => name).join(', ')}.`);
  return chosen;
}

function wholeNumber(name: 'seed' | 'schedules', otherwise: number): number {
  const value = Number(values[name] ?? otherwise);
  if (!Number.isSafeInteger(value) || value < 1) refuse(`--${name} must be a whole number from 1 on.`);
  return value;
}

function refuse(why: string): never {
  console.error(why);
  process.exit(2);
}
