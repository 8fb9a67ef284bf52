import { parseArgs } from 'node:util';
import { randomStream } from '../src/statistics/random.ts';
import { CANDIDATES, rejections } from './calibration/candidate.ts';
import { binary, clustered, graded, type Sample, type Scenario, skewed } from './calibration/scenario.ts';

/* How often each test rejects when there is no difference, and when there is one: the table of docs/statistics.md, as Markdown. */

const SCENARIOS: readonly Scenario[] = [
  binary(20, 0.9),
  binary(50, 0.6),
  binary(300, 0.25),
  graded(20, 0.6),
  graded(50, 0.4),
  graded(300, 0.16),
  skewed(20, 0.14),
  skewed(50, 0.08),
  skewed(300, 0.032),
  clustered(10, 10, 0.65),
  clustered(30, 10, 0.35),
];

const { values } = parseArgs({
  options: { repetitions: { type: 'string', default: '1000' }, seed: { type: 'string', default: '1' } },
});
const repetitions = wholeNumber('repetitions', values.repetitions);
const seed = wholeNumber('seed', values.seed);

const rows = SCENARIOS.map((scenario, i) => {
  const falseAlarms = rejections(simulated(scenario, 0, seed + 2 * i));
  const found = rejections(simulated(scenario, scenario.effect, seed + 2 * i + 1));
  return [scenario.name, ...falseAlarms.map((rate, j) => cell(rate, found[j] ?? null))];
});
const header = ['data', ...CANDIDATES.map(({ name }) => name)];
const lines = [header, header.map((_, i) => (i === 0 ? '---' : '--:')), ...rows].map((row) => `| ${row.join(' | ')} |`);
const error = (Math.sqrt((0.05 * 0.95) / repetitions) * 2).toFixed(3).slice(1);
process.stdout.write(`${lines.join('\n')}\n\n`);
process.stdout.write(
  `${repetitions} simulated comparisons for each row and number, seed ${seed}; a true .05 shows as .05 ± ${error}.\n`,
);

function* simulated(scenario: Scenario, effect: number, rowSeed: number): Iterable<Sample> {
  const random = randomStream(rowSeed);
  for (let repetition = 0; repetition < repetitions; repetition += 1) yield scenario.draw(random, effect);
}

function cell(falseAlarms: number | null, found: number | null): string {
  return falseAlarms === null || found === null ? '' : `${rate(falseAlarms)} / ${rate(found, 2)}`;
}

function rate(share: number, digits = 3): string {
  return share.toFixed(digits).replace(/^0/, '');
}

function wholeNumber(name: string, text: string): number {
  const value = Number(text);
  if (Number.isSafeInteger(value) && value >= 1) return value;
  process.stderr.write(`--${name} must be a whole number from 1 on; it is ${text}.\n`);
  process.exit(2);
}
