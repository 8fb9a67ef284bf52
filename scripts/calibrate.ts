import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import { ALL_SITUATIONS, situationAt } from './calibration/all-situations.ts';
import { watchedGsm8k } from './calibration/gsm8k.ts';
import { LIVE_PART } from './calibration/live.ts';
import { comparedJobs, LIVE_JOBS_PART } from './calibration/live-jobs.ts';
import { OPTIMIZE_PART, type OptimizeTable, optimizeTables } from './calibration/optimize.ts';
import { overHttp } from './calibration/over-http.ts';
import type { RowTask } from './calibration/row.worker.ts';
import type { Row } from './calibration/situation.ts';

// `npm run calibrate [-- --quick] [-- --seed n] [-- --only text] [-- --gsm8k file]`: how often the verdicts of a comparison are false, and its
// intervals miss, in simulated comparisons of which the truth is known, with published answers how soon a verdict is known, and what searches for a prompt
// find and promote. Exits with 1 where one is false more often than it may be.

const ORDERS = { quick: 20, full: 200 };
const NOMINAL = 0.05;
const DRAWS = { quick: 300, full: 3_000 };
/** Of searches in which no candidate is better; of others a part of it. */
const SEARCHES = { quick: 200, full: 2_000 };
const SEEDS_APART = 1_000_003;

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    seed: { type: 'string', default: '1' },
    only: { type: 'string', default: '' },
    gsm8k: { type: 'string' },
  },
});
const seed = wholeNumber(values.seed);
const draws = values.quick ? DRAWS.quick : DRAWS.full;
const began = performance.now();
const chosen = [...ALL_SITUATIONS.keys()].filter((at) => isChosen(situationAt(at).part));
let part = '';
let faults = 0;
let printed = 0;
for await (const row of simulated()) print(row);
if (isChosen('over HTTP')) for await (const row of overHttp(draws, seed)) print(row);
if (values.gsm8k !== undefined && isChosen(LIVE_PART)) await printGsm8k(values.gsm8k);
if (values.gsm8k !== undefined && isChosen(LIVE_JOBS_PART)) await printLiveJobs(values.gsm8k);
if (isChosen(OPTIMIZE_PART))
  for await (const table of optimizeTables(values.quick ? SEARCHES.quick : SEARCHES.full, seed)) printTable(table);
say(`\n${printed} situations, seed ${seed}, ${((performance.now() - began) / 60_000).toFixed(1)} minutes; faults: ${faults}.`);
process.exit(faults === 0 ? 0 : 1);

/** The rows in the order of their situations, while other threads simulate. */
async function* simulated(): AsyncGenerator<Row> {
  const waiting = chosen.map((at): RowTask => ({ at, draws, seed: seed * SEEDS_APART + 7_919 * at }));
  const found = new Map<number, PromiseWithResolvers<Row>>(chosen.map((at) => [at, Promise.withResolvers<Row>()]));
  for (let thread = 0; thread < availableParallelism(); thread += 1) {
    const worker = new Worker(new URL('calibration/row.worker.ts', import.meta.url));
    const next = (): void => {
      const task = waiting.shift();
      if (task) worker.postMessage(task);
      else void worker.terminate();
    };
    worker.on('message', ({ at, row }: { at: number; row: Omit<Row, 'situation'> }) => {
      found.get(at)?.resolve({ ...row, situation: situationAt(at) });
      next();
    });
    worker.on('error', (error) => {
      for (const { reject } of found.values()) reject(error);
    });
    next();
  }
  for (const { promise } of found.values()) yield await promise;
}

function isChosen(name: string): boolean {
  return name.includes(values.only);
}

function print(row: Row): void {
  const { situation, status, rate: false_, draws: n, limit } = row;
  if (situation.part !== part) {
    part = situation.part;
    say(`\n**${part[0]?.toUpperCase()}${part.slice(1)}**\n\n| data | false claim | nominal | measured | limit | |`);
    say('| --- | --- | --: | --: | --: | --- |');
  }
  printed += 1;
  if (status === 'FAULT') faults += 1;
  const error = Math.sqrt((false_ * (1 - false_)) / n);
  const figures = [shown(situation.nominal), `${shown(false_)} ± ${shown(error)}`, shown(limit), statusText(row)];
  say(`| ${[situation.name, situation.claim, ...figures].join(' | ')} |`);
}

function printTable({ title, head, rows, faults: found }: OptimizeTable): void {
  say(`\n**${title}**\n`);
  say(`| ${head.join(' | ')} |`);
  say(`| ${head.map(() => '---').join(' | ')} |`);
  for (const row of rows) say(`| ${row.join(' | ')} |`);
  printed += rows.length;
  faults += found;
}

async function printGsm8k(path: string): Promise<void> {
  const { rows, pairs, equal } = await watchedGsm8k(path, values.quick ? ORDERS.quick : ORDERS.full);
  say(`\n**Live comparisons of the published answers to GSM8K, ${rows} questions**\n`);
  say('| candidate | baseline | difference | both running | baseline as control | all finished runs as control | wrong |');
  say('| --- | --- | --: | --: | --: | --: | --: |');
  for (const { candidate, baseline, difference, shares, wrong } of pairs) {
    const figures = [difference, shares.running, shares.baseline, shares.finished].map(shown);
    say(`| ${[candidate, baseline, ...figures, wrong].join(' | ')} |`);
  }
  const mean = (way: keyof (typeof pairs)[0]['shares']): number =>
    pairs.reduce((sum, { shares }) => sum + shares[way], 0) / pairs.length;
  const wrong = pairs.reduce((sum, pair) => sum + pair.wrong, 0);
  say(`| mean | | | ${[mean('running'), mean('baseline'), mean('finished')].map(shown).join(' | ')} | ${wrong} |`);
  const rate = equal.falseVerdicts / equal.orders;
  const error = Math.sqrt((rate * (1 - rate)) / equal.orders);
  say(`\nMeans made equal: false verdicts at any look in ${shown(rate)} ± ${shown(error)} of ${equal.orders} orders.`);
  if (rate > NOMINAL + 2 * Math.sqrt((NOMINAL * (1 - NOMINAL)) / equal.orders)) faults += 1;
}

async function printLiveJobs(path: string): Promise<void> {
  say('\n**Jobs of published answers that were ended by their verdict**\n');
  say('| candidate | baseline | difference | calls at the model’s server | of | rows compared | verdict | right |');
  say('| --- | --- | --: | --: | --: | --: | --- | --- |');
  for await (const { candidate, baseline, difference, calls, questions, rows, verdict, isRight } of comparedJobs(path)) {
    const figures = [shown(difference), calls, questions, rows, verdict, isRight ? 'yes' : 'no'];
    say(`| ${[candidate, baseline, ...figures].join(' | ')} |`);
    printed += 1;
  }
}

function statusText({ status, situation, falseClaims, warnedFalseClaims }: Row): string {
  if (status === 'as stated') return `as stated: ${shown(situation.stated ?? NaN)}`;
  const isWarned = situation.warned !== undefined && status !== 'ok';
  return isWarned ? `${status}, in ${shown(warnedFalseClaims / falseClaims)} of them` : status;
}

function shown(share: number): string {
  return share.toFixed(3).replace(/^(-?)0\./, '$1.');
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

function wholeNumber(text: string): number {
  const value = Number(text);
  if (Number.isSafeInteger(value) && value >= 1) return value;
  process.stderr.write(`--seed must be a whole number from 1 on; it is ${text}.\n`);
  process.exit(2);
}
