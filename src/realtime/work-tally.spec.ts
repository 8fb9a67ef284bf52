import { describe, expect, it } from '@jest/globals';
import type { EventBatch } from '../domain/event-batch.ts';
import { type StepChange, WorkTally } from './work-tally.ts';

function batchOf(...lines: readonly string[]): EventBatch {
  return { firstSeq: 0, count: lines.length, bytes: Buffer.from(lines.map((line) => `${line}\n`).join('')) };
}

function line(type: string, step = 0, payload: object = {}): string {
  return JSON.stringify({ seq: 0, job_id: 'job', step_index: step, type, payload });
}

function outline(changes: readonly StepChange[]): string[] {
  return changes.map(({ step, change }) => `${step.stepIndex} ${change}`);
}

const STEP = {
  score: 0.5,
  summary: { per_metric: { right: { mean: 0.5, sd: 0, n: 2 }, unscored: { mean: null, sd: null, n: 0 } } },
};

describe('WorkTally', () => {
  it('counts trials and scorings, whoever wrote them', () => {
    const tally = new WorkTally();
    tally.add(
      batchOf(line('trial'), '{"seq": 1, "job_id": "job", "step_index": 0, "type": "scoring", "payload": {"type": "trial"}}'),
    );
    tally.add(batchOf('{"type":"trial","payload":{},"step_index":0,"job_id":"job","seq":2}', line('error')));
    expect([tally.completed, tally.trials, tally.step(0)]).toEqual([
      3,
      2,
      { stepIndex: 0, trials: 2, scorings: 1, means: null },
    ]);
  });

  it('says which steps began and ended, also in one batch', () => {
    const tally = new WorkTally();
    expect(outline(tally.add(batchOf(line('proposal'), line('trial'))))).toEqual(['0 began']);
    const rest = batchOf(line('scoring'), line('step', 0, STEP), line('proposal', 1), line('step', 1, STEP), line('error', 2));
    expect(outline(tally.add(rest))).toEqual(['0 ended', '1 began', '1 ended']);
    expect(tally.step(0)?.means).toEqual({ right: 0.5 });
    expect(tally.steps).toHaveLength(2);
  });
});
