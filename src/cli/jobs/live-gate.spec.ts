import { describe, expect, it } from '@jest/globals';
import type { LiveComparisonDto } from '../../live/comparisons.dto.ts';
import type { LiveMetricDto } from '../../live/live-state.dto.ts';
import type { Gate } from '../compare/comparison-gate.ts';
import { liveGateFaults } from './live-gate.ts';

type Case = readonly [gate: Gate, verdict: string, interval: readonly [number, number], margin: number | null, passes: boolean];

function comparison(
  verdict: string,
  interval: readonly [number, number],
  margin: number | null,
  reason: 'complete' | 'cancelled' = 'complete',
): LiveComparisonDto {
  const metric = { metric: 'm', verdict, interval: [...interval] } as LiveMetricDto;
  return {
    margin,
    ended: { reason, detail: null },
    state: { n: 5, of: 9, metrics: [metric] },
  } as LiveComparisonDto;
}

describe('liveGateFaults', () => {
  it.each<Case>([
    ['worse', 'b_better', [-0.3, -0.1], null, false],
    ['worse', 'b_better', [-0.03, -0.01], 0.05, true],
    ['worse', 'inconclusive', [-0.3, 0.1], null, true],
    ['inferior', 'inconclusive', [-0.04, 0.1], 0.05, true],
    ['inferior', 'inconclusive', [-0.06, 0.1], 0.05, false],
    ['not-better', 'a_better', [0.1, 0.3], null, true],
    ['not-better', 'a_better', [0.01, 0.03], 0.05, false],
    ['not-better', 'inconclusive', [-0.1, 0.3], null, false],
    ['not-equivalent', 'equivalent', [-0.01, 0.01], 0.05, true],
    ['not-equivalent', 'inconclusive', [-0.1, 0.1], 0.05, false],
  ])('%s, where %s with %j and the margin %p: passes is %p', (gate, verdict, interval, margin, passes) => {
    expect(liveGateFaults(comparison(verdict, interval, margin), { gate })).toHaveLength(passes ? 0 : 1);
  });

  it('turns the sides round where lower is better', () => {
    const seen = comparison('inconclusive', [-0.3, 0.04], 0.05);
    expect(liveGateFaults(seen, { gate: 'inferior' })).toHaveLength(1);
    expect(liveGateFaults(seen, { gate: 'inferior', lowerIsBetter: ['m'] })).toEqual([]);
  });

  it('lets nothing pass that was cut short without a verdict', () => {
    const cut = comparison('inconclusive', [-0.3, 0.1], null, 'cancelled');
    expect(liveGateFaults(cut, { gate: 'worse' })).toEqual(['m: the comparison ended without a verdict']);
    expect(liveGateFaults(comparison('a_better', [0.1, 0.3], null, 'cancelled'), { gate: 'not-better' })).toEqual([]);
  });
});
