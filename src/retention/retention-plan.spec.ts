import { describe, expect, it } from '@jest/globals';
import type { ArchivedItem } from '../domain/archive.ts';
import { type RetentionRules, retentionPlan } from './retention-plan.ts';

const NOW = Date.parse('2026-03-31T00:00:00Z');

function item(id: string, day: number, bytes: number, isLabelled = false): ArchivedItem {
  const endedAt = new Date(NOW - day * 86_400_000).toISOString();
  return { kind: 'job', id, name: id, endedAt, bytes, isLabelled };
}

const ITEMS = [item('old', 40, 10), item('labelled', 35, 10, true), item('month', 30, 10), item('new', 1, 10)];

function doomed(rules: Partial<RetentionRules>): string[] {
  const all = { olderThanDays: null, largerThanBytes: null, includesLabelled: false, ...rules };
  return retentionPlan(ITEMS, all, NOW).doomed.map(({ id, because }) => `${id} ${because}`);
}

describe('retentionPlan', () => {
  it('deletes nothing without rules', () => {
    expect(doomed({})).toEqual([]);
  });

  it('deletes what is older, and keeps what is exactly as old', () => {
    expect(doomed({ olderThanDays: 30 })).toEqual(['old age']);
    expect(doomed({ olderThanDays: 29.9 })).toEqual(['old age', 'month age']);
  });

  it('deletes the oldest until the rest is small enough, and passes over what has labels', () => {
    expect(doomed({ largerThanBytes: 40 })).toEqual([]);
    expect(doomed({ largerThanBytes: 39 })).toEqual(['old size']);
    expect(doomed({ largerThanBytes: 20 })).toEqual(['old size', 'month size']);
    expect(doomed({ largerThanBytes: 0 })).toEqual(['old size', 'month size', 'new size']);
  });

  it('deletes what has labels where it is asked to', () => {
    expect(doomed({ largerThanBytes: 20, includesLabelled: true })).toEqual(['old size', 'labelled size']);
  });

  it('counts what it deletes and what it keeps for its labels', () => {
    const plan = retentionPlan(ITEMS, { olderThanDays: 32, largerThanBytes: null, includesLabelled: false }, NOW);
    expect(plan).toMatchObject({ bytes: 10, totalBytes: 40, keptForLabels: 1 });
  });
});
