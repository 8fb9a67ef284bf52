import { parseArgs } from 'node:util';
import { FuzzServer } from './fuzz/fuzz-server.ts';
import { INPUT_KINDS, playInputs } from './fuzz/inputs.ts';
import { Requests } from './fuzz/requests.ts';
import { Tally } from './fuzz/tally.ts';

// `npm run fuzz [-- --requests n] [-- --inputs n] [-- --only kind …] [-- --seed n] [-- --number n]`: sends the built server valid and broken
// requests out of its own OpenAPI document, and broken inputs of every kind. Prints a table and exits with 1 where the server did what it
// should not. With --number, only that request or input of the seed is played, after the same beginning.

const DEFAULT = { requests: 20_000, inputs: 10_000 };
const SHOWN_FAULTS = 20;
const KINDS: readonly string[] = ['requests', ...INPUT_KINDS];

const { values } = parseArgs({
  options: {
    requests: { type: 'string' },
    inputs: { type: 'string' },
    seed: { type: 'string' },
    number: { type: 'string' },
    only: { type: 'string', multiple: true },
  },
});
const only = values.only ?? [];
const unknown = only.filter((kind) => !KINDS.includes(kind));
if (unknown.length > 0) refuse(`There is no kind ${unknown.join(', ')}: there are ${KINDS.join(', ')}.`);
const kinds = KINDS.filter((kind) => only.length === 0 || only.includes(kind));
const seed = wholeNumber('seed', Date.now() % 2 ** 31);
const number = values.number === undefined ? null : wholeNumber('number', 0);
const counts = { requests: wholeNumber('requests', DEFAULT.requests), inputs: wholeNumber('inputs', DEFAULT.inputs) };

const tally = new Tally();
const server = await FuzzServer.start();
const began = performance.now();
process.on('unhandledRejection', (reason) => {
  const what = `a rejection that nobody handles: ${reason instanceof Error ? (reason.stack ?? reason.message) : String(reason)}`;
  tally.addFault({ kind: tally.latest.kind, number: tally.latest.number, what, sent: 'this input, or the one before it' });
});
let said = '';
try {
  if (kinds.includes('requests')) await (await Requests.of(server, tally)).play({ seed, numbers: numbersOf(counts.requests) });
  await playInputs({ server, tally, seed, kinds, numbersOf: (share) => numbersOf(Math.ceil(counts.inputs * share)) });
  if (!(await server.isWell()))
    tally.addFault({ kind: 'server', number: 0, what: 'it does not answer /api/health any more', sent: '' });
} finally {
  said = server.said;
  await server.close();
}
report();
process.exit(tally.faults.length === 0 ? 0 : 1);

function report(): void {
  console.log(tally.table());
  const seconds = ((performance.now() - began) / 1_000).toFixed(0);
  console.log(`\nSeed ${seed}, ${seconds} s: ${tally.faults.length} faults.`);
  for (const { kind, number: at, what, sent } of tally.faults.slice(0, SHOWN_FAULTS)) {
    const again = `npm run fuzz -- --seed ${seed} --only ${onlyOf(kind)} --number ${at}`;
    console.error(`\n${kind} ${at}: ${what}\n  ${sent}\n  To see it again: ${again}`);
  }
  if (tally.faults.length > SHOWN_FAULTS) console.error(`\n… and ${tally.faults.length - SHOWN_FAULTS} more`);
  if (tally.faults.length > 0 && said !== '') console.error(`\nThe server said:\n${said}`);
}

function onlyOf(kind: string): string {
  return INPUT_KINDS.includes(kind) ? kind : 'requests';
}

function numbersOf(count: number): Iterable<number> {
  return number === null ? Array.from({ length: count }, (_, at) => at) : [number];
}

function wholeNumber(name: 'requests' | 'inputs' | 'seed' | 'number', fallback: number): number {
  const text = values[name];
  if (text === undefined) return fallback;
  if (!/^\d{1,10}$/.test(text)) refuse(`--${name} must be a whole number, and is ${text}.`);
  return Number(text);
}

function refuse(why: string): never {
  console.error(why);
  process.exit(2);
}
