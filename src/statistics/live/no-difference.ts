import type { NextDraw } from './next-draw.ts';
import { bet, BETS, largerHalf, logEvidence, type Side } from './wealth.ts';

/** The evidence against "no difference". */
export interface Evidence {
  /** ln E now; Infinity once the hypothesis is impossible. */
  readonly log: number;
  /** The largest so far, at least 0: 1 is what every bet begins with. */
  readonly highest: number;
  /** Who is ahead now, and who was when the evidence was highest. */
  readonly ahead: Side;
  readonly leader: Side;
}

/** As plain JSON. */
export interface KeptEvidence {
  readonly wealth: readonly number[];
  /** Null where infinite. */
  readonly highest: number | null;
  readonly leader: Side;
  /** Who made the hypothesis impossible. */
  readonly forcedBy: Side | null;
}

export interface NoDifference {
  add(draw: NextDraw): void;
  evidence(): Evidence;
  kept(): KeptEvidence;
}

/** The bets against a difference of 0, which go on when the verdict is known. */
export function noDifference(kept: KeptEvidence | null): NoDifference {
  const wealth = Float64Array.from(kept?.wealth ?? new Float64Array(BETS));
  let highest = kept ? (kept.highest ?? Infinity) : 0;
  let leader: Side = kept?.leader ?? 'b';
  let forcedBy: Side | null = kept?.forcedBy ?? null;

  function log(): number {
    return forcedBy === null ? logEvidence(wealth) : Infinity;
  }

  function ahead(): Side {
    return forcedBy ?? largerHalf(wealth);
  }

  return {
    add(draw) {
      forcedBy ??= bet(wealth, 0, draw, 0);
      if (log() <= highest) return;
      highest = log();
      leader = ahead();
    },
    evidence: () => ({ log: log(), highest, ahead: ahead(), leader }),
    kept: () => ({ wealth: [...wealth], highest: Number.isFinite(highest) ? highest : null, leader, forcedBy }),
  };
}
