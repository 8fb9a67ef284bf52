import { Draws, seedOf } from './draws.ts';
import type { FuzzServer } from './fuzz-server.ts';
import { ARCHIVES } from './inputs/archives.ts';
import { DATASETS } from './inputs/datasets.ts';
import { IMPORTS } from './inputs/imports.ts';
import type { InputKind } from './inputs/input-kind.ts';
import { TEMPLATES } from './inputs/templates.ts';
import { WEB_SOCKETS } from './inputs/web-sockets.ts';
import type { Tally } from './tally.ts';

const KINDS: readonly InputKind[] = [DATASETS, TEMPLATES, ...ARCHIVES, ...IMPORTS, WEB_SOCKETS];

export const INPUT_KINDS: readonly string[] = KINDS.map(({ name }) => name);

/** After so many inputs of a kind it is looked whether the server is well. */
const LOOK_EVERY = 100;

/** Longer is a hang, or work that an input must not be able to cause. A loaded machine takes its time. */
const PATIENCE_MS = 60_000;

export interface InputRun {
  readonly server: FuzzServer;
  readonly tally: Tally;
  readonly seed: number;
  readonly kinds: readonly string[];
  /** The numbers of the inputs of a kind that has this share of all. */
  readonly numbersOf: (share: number) => Iterable<number>;
}

/** Gives the server, and what reads for it, broken inputs of these kinds, one after another. */
export async function playInputs(run: InputRun): Promise<void> {
  for (const kind of KINDS) if (run.kinds.includes(kind.name)) await playKind(kind, run);
}

async function playKind({ name, share, open }: InputKind, { server, tally, seed, numbersOf }: InputRun): Promise<void> {
  const reader = await open(server);
  for (const number of numbersOf(share)) {
    const began = performance.now();
    tally.latest = { kind: name, number };
    const { answer, fault, sent } = await reader.read(new Draws(seedOf(seed, number)), number);
    tally.add(name, answer);
    const tookMs = performance.now() - began;
    const what = fault ?? (tookMs > PATIENCE_MS ? `it took ${Math.round(tookMs / 1_000)} s` : null);
    if (what !== null) tally.addFault({ kind: name, number, what, sent });
    if (number % LOOK_EVERY !== 0 || (await server.isWell())) continue;
    tally.addFault({ kind: name, number, what: 'the server does not answer /api/health any more', sent });
    break;
  }
  await reader.close();
}
