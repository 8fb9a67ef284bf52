import { parseArgs } from 'node:util';
import { children } from './chaos/children.ts';
import { crowds } from './chaos/crowds.ts';
import { cutFiles } from './chaos/cut-files.ts';
import type { Fault, Outcome } from './chaos/fault.ts';
import { folders } from './chaos/folders.ts';
import { fullDisk } from './chaos/full-disk.ts';
import { kills } from './chaos/kills.ts';
import { providers } from './chaos/providers.ts';
import { SHARED_FAULTS } from './chaos/shared.ts';
import { soak } from './chaos/soak.ts';

// `npm run chaos [-- --minutes n] [-- --only name …] [-- --shared]`: does to the built server what happens to servers, on this machine alone, and prints
// the table of docs/reliability.md; with `--shared` what happens to several processes over one database, and the table of docs/scaling.md. Exits with 1 where anything that a client had seen is lost, or anything else is not as promised.

const FAULTS: readonly Fault[] = [kills, children, providers, fullDisk, folders, cutFiles, crowds, soak];

/** With these many, the server is killed 200 times and the soak takes ten minutes. */
const DEFAULT_MINUTES = '30';

/** The part of the time that each of the others may take. */
const SHARE = 0.27;

const SHOWN_FAULTS = 20;

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: DEFAULT_MINUTES },
    only: { type: 'string', multiple: true },
    shared: { type: 'boolean', default: false },
  },
});
const minutes = Number(values.minutes);
if (!(minutes > 0)) refuse('--minutes must be a number above 0.');
const faults = values.shared ? SHARED_FAULTS : chosenFaults(values.only ?? []);
const outcomes: Outcome[] = [];
console.log('| fault | tries | checked | lost | wrong | longest recovery |\n| --- | --: | --- | --: | --: | --: |');
for (const fault of faults) {
  for await (const outcome of fault.strike({ minutes: fault === soak || values.shared ? minutes : minutes * SHARE })) {
    outcomes.push(outcome);
    print(outcome);
  }
}
for (const { fault, wrong } of outcomes) {
  for (const what of wrong.slice(0, SHOWN_FAULTS)) console.error(`${fault}: ${what}`);
  if (wrong.length > SHOWN_FAULTS) console.error(`${fault}: … and ${wrong.length - SHOWN_FAULTS} more`);
}
process.exit(outcomes.every(({ lost, wrong }) => lost === 0 && wrong.length === 0) ? 0 : 1);

function print({ fault, tries, checked, lost, wrong, longestRecoveryMs }: Outcome): void {
  const recovery = longestRecoveryMs === null ? '' : `${(longestRecoveryMs / 1_000).toFixed(2)} s`;
  console.log(`| ${[fault, tries.toLocaleString('en'), checked, lost, wrong.length, recovery].join(' | ')} |`);
}

function chosenFaults(names: readonly string[]): readonly Fault[] {
  const known = FAULTS.map(({ name }) => name);
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length > 0) refuse(`There is no fault ${unknown.join(', ')}: there are ${known.join(', ')}.`);
  return names.length === 0 ? FAULTS : FAULTS.filter(({ name }) => names.includes(name));
}

function refuse(why: string): never {
  console.error(why);
  process.exit(2);
}
