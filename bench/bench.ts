import { cpus, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import type { Figure, Row } from './figure.ts';
import { compare } from './figures/compare.ts';
import { delivery } from './figures/delivery.ts';
import { evaluate } from './figures/evaluate.ts';
import { firstEvent } from './figures/first-event.ts';
import { index } from './figures/index.ts';
import { keys } from './figures/keys.ts';
import { latency } from './figures/latency.ts';
import { list } from './figures/list.ts';
import { live } from './figures/live.ts';
import { memory } from './figures/memory.ts';
import { pacing } from './figures/pacing.ts';
import { replay } from './figures/replay.ts';
import { runs } from './figures/runs.ts';
import { shared } from './figures/shared.ts';
import { startUp } from './figures/start-up.ts';
import { verdicts } from './figures/verdicts.ts';
import { web } from './figures/web.ts';
import { websocket } from './figures/websocket.ts';

// `npm run bench [-- --only name … --quick]`, or `--shared` for `--only shared`: each figure of the built server beside the raw limit of the machine, as a table in
// Markdown. The client is this process, so that server, child and client share the machine's cores.

const FIGURES: readonly Figure[] = [
  evaluate,
  latency,
  delivery,
  replay,
  list,
  firstEvent,
  startUp,
  memory,
  runs,
  index,
  compare,
  verdicts,
  live,
  websocket,
  pacing,
  keys,
  web,
  shared,
];

function chosenFigures(names: readonly string[]): readonly Figure[] {
  const known = FIGURES.map(({ name }) => name);
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length > 0) {
    console.error(`There is no figure ${unknown.join(', ')}: there are ${known.join(', ')}.`);
    process.exit(2);
  }
  return names.length === 0 ? FIGURES : FIGURES.filter(({ name }) => names.includes(name));
}

/** At the sizes of the tables in docs/performance.md, or at small ones. */
function measuring(figures: readonly Figure[], isQuick: boolean): readonly (() => AsyncIterable<Row>)[] {
  if (!isQuick) return figures.map((figure) => () => figure.measure());
  const quick = figures.flatMap(({ measureQuickly }) => (measureQuickly === undefined ? [] : [measureQuickly]));
  if (quick.length === figures.length) return quick;
  const able = FIGURES.filter(({ measureQuickly }) => measureQuickly !== undefined).map(({ name }) => name);
  console.error(`Only ${able.join(', ')} can be measured quickly: name it with --only.`);
  return process.exit(2);
}

function print({ what, ours, limit, aim }: Row): void {
  console.log(`| ${what.padEnd(44)} | ${ours.padEnd(30)} | ${limit.padEnd(36)} | ${aim.padEnd(16)} |`);
}

function load(): string {
  return loadavg()
    .map((average) => average.toFixed(1))
    .join(' ');
}

const { values } = parseArgs({
  options: {
    only: { type: 'string', multiple: true },
    quick: { type: 'boolean', default: false },
    shared: { type: 'boolean', default: false },
  },
});
const chosen = measuring(chosenFigures([...(values.only ?? []), ...(values.shared ? ['shared'] : [])]), values.quick);
const began = performance.now();
console.log(`Node ${process.version}, ${String(cpus().length)} × ${cpus()[0]?.model ?? 'CPU'}, load ${load()}\n`);
print({ what: 'figure', ours: 'ours', limit: 'raw limit in this run', aim: 'aim' });
console.log('| --- | --- | --- | --- |');
for (const measure of chosen) for await (const row of measure()) print(row);

console.log(`\n${((performance.now() - began) / 1_000).toFixed(0)} s, load ${load()}`);
process.exit();
