import { gepa } from '../../src/search/gepa.ts';
import { heldOutTest } from '../../src/search/held-out-test.ts';
import { race } from '../../src/search/race.ts';
import { meanOf } from '../../src/search/search-course.ts';
import { randomStream } from '../../src/statistics/random.ts';
import { normal } from './draws.ts';
import { fullGrid } from './full-grid.ts';
import { hiddenRules, RULELESS } from './hidden-rules.ts';
import { type Algorithm, BASELINE, Landscape, searched } from './search-landscape.ts';

export const OPTIMIZE_PART = 'optimize';

const ALGORITHMS: readonly (readonly [string, Algorithm])[] = [
  ['gepa', gepa],
  ['race', race],
  ['every candidate on all rows', fullGrid],
];

const CANDIDATES = 20;
const NOMINAL = 0.05;

/** How far the reported score may be off, in points. */
const MOST_OFF = 0.2;

/** Share of the calls that a race may take, and by how much its choice may be worse, in points. */
const MOST_CALLS = 0.3;
const MOST_REGRET = 0.25;

/** A table as it is printed, and whether it shows a fault. */
export interface OptimizeTable {
  readonly title: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
  readonly faults: number;
}

/** Searches without a language model, of which the truth is known. `searches` is how many of each kind are simulated. */
export async function* optimizeTables(searches: number, seed: number): AsyncGenerator<OptimizeTable> {
  yield await nullTable(searches, seed);
  yield await plantedTable(Math.ceil(searches / 4), seed);
  yield await rulesTable(Math.ceil(searches / 10), seed);
  yield await raceTable(Math.ceil(searches / 8), seed);
}

/** No candidate is better than the baseline. */
async function nullTable(searches: number, seed: number): Promise<OptimizeTable> {
  const rows: string[][] = [];
  let faults = 0;
  for (const [name, algorithm] of ALGORITHMS) {
    const found = { promoted: 0, reported: [] as number[], chosenBy: [] as number[], trials: [] as number[] };
    for (let turn = 0; turn < searches; turn += 1) {
      const size = { training: 100, selection: 150, holdout: 150 };
      const world = new Landscape(seedOf(seed, turn), size, () => BASELINE);
      const search = await searched(world, algorithm, { seed: turn, rows: size });
      const test = heldOutTest(world.heldOut(search.template));
      if (search.selected.index > 0 && test.verdict === 'promoted') found.promoted += 1;
      found.reported.push((test.best ?? 0) - BASELINE);
      found.chosenBy.push(search.score - BASELINE);
      found.trials.push(search.paid.training + search.paid.selection + 2 * size.holdout);
    }
    const rate = found.promoted / searches;
    const limit = NOMINAL + 2 * Math.sqrt((NOMINAL * (1 - NOMINAL)) / searches);
    const off = 100 * meanOf(found.reported);
    const offError = (100 * Math.sqrt((BASELINE * (1 - BASELINE)) / 150)) / Math.sqrt(searches);
    const isFault = rate > limit || Math.abs(off) > MOST_OFF + 2 * offError;
    if (isFault) faults += 1;
    rows.push([
      name,
      `${share(rate)} ± ${share(errorOf(rate, searches))}`,
      share(limit),
      `${points(off)} ± ${offError.toFixed(2)}`,
      points(100 * meanOf(found.chosenBy)),
      meanOf(found.trials).toFixed(0),
      isFault ? 'FAULT' : 'ok',
    ]);
  }
  return {
    title: `Searches in which no candidate is better: ${CANDIDATES} candidates, 150 selection and 150 held-out rows, ${searches} searches`,
    head: ['algorithm', 'promoted', 'limit', 'reported score off by (points)', 'score on selection rows off by', 'trials', ''],
    rows,
    faults,
  };
}

/** What statistics say of the rule itself, where every candidate is run on all rows: found by 150 and by 500 held-out rows. */
const STATED = new Map([
  [150, 0.48],
  [500, 0.97],
]);

/** One candidate of twenty, at any place, is better by ten points. */
async function plantedTable(searches: number, seed: number): Promise<OptimizeTable> {
  const rows: string[][] = [];
  let faults = 0;
  for (const [count, stated] of STATED) {
    for (const [name, algorithm] of ALGORITHMS) {
      let found = 0;
      let wrong = 0;
      for (let turn = 0; turn < searches; turn += 1) {
        const size = { training: 100, selection: count, holdout: count };
        const planted = 1 + (randomStream(seedOf(seed, turn)).next() % CANDIDATES);
        const world = new Landscape(seedOf(seed, turn), size, (at) => (at === planted ? BASELINE + 0.1 : BASELINE));
        const { template } = await searched(world, algorithm, { seed: turn, rows: size });
        if (heldOutTest(world.heldOut(template)).verdict !== 'promoted') continue;
        if (template === `template ${planted}`) found += 1;
        else wrong += 1;
      }
      const rate = found / searches;
      const isHeld = algorithm === fullGrid;
      const isFault = isHeld && rate < stated - 2 * errorOf(stated, searches);
      if (isFault) faults += 1;
      const figures = [`${share(rate)} ± ${share(errorOf(rate, searches))}`, share(wrong / searches)];
      rows.push([`${count} + ${count}`, name, ...figures, isHeld ? share(stated) : '', isFault ? 'FAULT' : isHeld ? 'ok' : '']);
    }
  }
  return {
    title: `One candidate of ${CANDIDATES} is better by 10 points: ${searches} searches`,
    head: ['selection + held-out rows', 'algorithm', 'found and promoted', 'another one promoted', 'stated', ''],
    rows,
    faults,
  };
}

/** What only the reasons for wrong answers tell. */
async function rulesTable(searches: number, seed: number): Promise<OptimizeTable> {
  const rows: string[][] = [];
  let faults = 0;
  for (const readsReasons of [true, false]) {
    const solved: number[] = [];
    const trials: number[] = [];
    for (let turn = 0; turn < searches; turn += 1) {
      const world = hiddenRules(seedOf(seed, turn), readsReasons);
      const size = { training: 60, selection: 60 };
      const search = await searched(world, gepa, { seed: turn, rows: size, steps: 30, baseline: RULELESS });
      solved.push(search.score >= 1 ? 1 : 0);
      trials.push(search.paid.training + search.paid.selection);
    }
    const rate = meanOf(solved);
    const isFault = readsReasons && rate < 0.95;
    if (isFault) faults += 1;
    const reader = readsReasons ? 'reads the reasons' : 'does not';
    rows.push([reader, share(rate), meanOf(trials).toFixed(0), isFault ? 'FAULT' : readsReasons ? 'ok' : '']);
  }
  return {
    title: `gepa, 8 hidden rules out of 1,000, which only the reasons for wrong answers reveal: at most 30 candidates, ${searches} searches`,
    head: ['proposer', 'all rules found', 'trials', ''],
    rows,
    faults,
  };
}

/** How much candidates differ in truth, and on how many selection rows they race; whether a race has to keep to its figures there. */
const FIELDS = [
  { spread: 0.2, rows: 150, isHeld: true },
  { spread: 0.1, rows: 500, isHeld: true },
  { spread: 0.2, rows: 500, isHeld: true },
  { spread: 0.1, rows: 150, isHeld: false },
  { spread: 0.05, rows: 500, isHeld: false },
];

async function raceTable(searches: number, seed: number): Promise<OptimizeTable> {
  const rows: string[][] = [];
  let faults = 0;
  for (const { spread, rows: count, isHeld } of FIELDS) {
    const calls: number[] = [];
    const regrets = { race: [] as number[], grid: [] as number[], apart: [] as number[] };
    for (let turn = 0; turn < searches; turn += 1) {
      const size = { training: 100, selection: count, holdout: 0 };
      const random = randomStream(seedOf(seed, turn));
      const shares = Array.from({ length: CANDIDATES }, () => clipped(BASELINE + spread * normal(random)));
      const regretOf = async (algorithm: Algorithm): Promise<{ regret: number; paid: number }> => {
        const world = new Landscape(seedOf(seed, turn), size, (at) => shares[at - 1] ?? BASELINE);
        const { template, paid } = await searched(world, algorithm, { seed: turn, rows: size });
        const regret = Math.max(BASELINE, ...shares) - (world.shares.get(template) ?? 0);
        return { regret: 100 * regret, paid: paid.selection };
      };
      const [raced, full] = [await regretOf(race), await regretOf(fullGrid)];
      calls.push((raced.paid - count) / (CANDIDATES * count));
      regrets.race.push(raced.regret);
      regrets.grid.push(full.regret);
      regrets.apart.push(raced.regret - full.regret);
    }
    const apart = meanOf(regrets.apart);
    const [error, callsError] = [regrets.apart, calls].map((values) => deviationOf(values) / Math.sqrt(searches)) as [
      number,
      number,
    ];
    const isFault = isHeld && (meanOf(calls) > MOST_CALLS + 2 * callsError || apart > MOST_REGRET + 2 * error);
    if (isFault) faults += 1;
    rows.push([
      `${(100 * spread).toFixed(0)} points`,
      String(count),
      share(meanOf(calls)),
      meanOf(regrets.race).toFixed(2),
      meanOf(regrets.grid).toFixed(2),
      `${points(apart)} ± ${error.toFixed(2)}`,
      isFault ? 'FAULT' : isHeld ? 'ok' : '',
    ]);
  }
  return {
    title: `race against every candidate on all rows: ${CANDIDATES} candidates, ${searches} searches`,
    head: [
      'candidates differ by (sd)',
      'rows',
      'share of the calls',
      'regret (points)',
      'regret of all rows',
      'difference',
      '',
    ],
    rows,
    faults,
  };
}

function clipped(value: number): number {
  return Math.min(0.95, Math.max(0.05, value));
}

function deviationOf(values: readonly number[]): number {
  const mean = meanOf(values);
  return Math.sqrt(meanOf(values.map((value) => (value - mean) ** 2)));
}

function errorOf(rate: number, searches: number): number {
  return Math.sqrt((rate * (1 - rate)) / searches);
}

function seedOf(seed: number, turn: number): number {
  return seed * 1_000_003 + turn;
}

function share(value: number): string {
  return value.toFixed(3).replace(/^0\./, '.');
}

function points(value: number): string {
  return `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(2)}`;
}
