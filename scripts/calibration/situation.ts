import type { RandomStream } from '../../src/statistics/random.ts';

/** What one simulated comparison came to. */
export interface Outcome {
  /** Whether what it claims is false, or an interval misses. */
  readonly isFalse: boolean;
  /** Whether it carries a warning that names the danger. */
  readonly isWarned: boolean;
}

/** A kind of data, and a claim that is false of it. */
export interface Situation {
  readonly part: string;
  readonly name: string;
  /** The claim whose rate is measured. */
  readonly claim: string;
  /** The rate that it may have at most. */
  readonly nominal: number;
  /** Where the rate is known to be higher: the warnings that say so, and the least share of false claims that carry one of them. */
  readonly warned?: { readonly codes: readonly string[]; readonly share: number };
  /** The highest rate that the definition itself states, of an interval or an optional test. */
  readonly stated?: number;
  /** How much more one draw costs than another; there are the fewer of them. */
  readonly cost: number;
  /** Simulates one comparison, or several that are independent; `seed` is another for each. */
  draw(random: RandomStream, seed: number): Outcome | readonly Outcome[] | Promise<readonly Outcome[]>;
}

/** What was counted in one situation. */
export interface Measured {
  readonly draws: number;
  readonly falseClaims: number;
  readonly warnedFalseClaims: number;
}

/** What a row of the table says. */
export interface Row extends Measured {
  readonly situation: Situation;
  readonly status: 'ok' | 'warned' | 'as stated' | 'FAULT';
  readonly rate: number;
  readonly limit: number;
}

/** Counts false claims in this many draws. The same seed gives the same counts. */
export async function measured(situation: Situation, random: RandomStream, draws: number, seed: number): Promise<Measured> {
  let [done, falseClaims, warned] = [0, 0, 0];
  for (let turn = 0; done < draws; turn += 1) {
    const outcomes = [await situation.draw(random, seed + turn)].flat();
    for (const { isFalse, isWarned } of outcomes) {
      done += 1;
      if (isFalse) falseClaims += 1;
      if (isFalse && isWarned) warned += 1;
    }
  }
  return { draws: done, falseClaims, warnedFalseClaims: warned };
}

/** Whether the rate is within two standard errors of what it may be, and whether false claims beyond that carry their warning. */
export function rowOf(situation: Situation, found: Measured): Row {
  const rate = found.falseClaims / found.draws;
  const limitOf = (nominal: number): number => nominal + 2 * Math.sqrt((nominal * (1 - nominal)) / found.draws);
  const limit = limitOf(situation.nominal);
  return { ...found, situation, rate, limit, status: statusOf(situation, found, rate, limitOf) };
}

function statusOf(
  { nominal, warned, stated }: Situation,
  { falseClaims, warnedFalseClaims }: Measured,
  rate: number,
  limitOf: (nominal: number) => number,
): Row['status'] {
  if (rate <= limitOf(nominal)) return 'ok';
  if (stated !== undefined) return rate <= limitOf(stated) ? 'as stated' : 'FAULT';
  if (warned === undefined) return 'FAULT';
  const doubt = 2 * Math.sqrt((warned.share * (1 - warned.share)) / falseClaims);
  return warnedFalseClaims / falseClaims >= warned.share - doubt ? 'warned' : 'FAULT';
}
