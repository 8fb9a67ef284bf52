import { describe, expect, it } from '@jest/globals';
import { sampleJob } from '../../test/contracts/sample-job.ts';
import type { JobEvent } from './job-event.ts';
import type { JobSpec } from './job-fields.ts';
import type { ScoringPayload, StepPayload, TrialPayload } from '../evaluation/event.ts';
import { type EventBatch, eventLine } from './event-batch.ts';
import { foldEvents } from './fold-events.ts';

const trial: TrialPayload = {
  status: 'failed',
  trial_id: 't',
  example: { inputs: {}, reference: null },
  replicate: 0,
  error: { type: 'Error', message: '' },
};

function scoring(normalized: number): ScoringPayload {
  return {
    trial_id: 't',
    metric: { name: 'm', description: '', kind: 'programmatic' },
    replicate: 0,
    status: 'success',
    score: { raw: normalized, normalized, reason: '' },
  };
}

function step(score: number): StepPayload {
  const overall = { mean: score, sd: 0, n: 1 };
  const summary = { overall, per_metric: { m: overall }, failure_rate: 0, scoring_failure_rate: 0 };
  return { score, prompt_template: `at ${score}`, thinking: null, advice: null, summary };
}

function event(stepIndex: number, type: JobEvent['type'], payload: JobEvent['payload']): JobEvent {
  return { seq: 0, job_id: 'j', step_index: stepIndex, type, payload };
}

async function* batches(events: readonly JobEvent[]): AsyncGenerator<EventBatch> {
  for (const one of events) yield { firstSeq: 0, count: 1, bytes: Buffer.from(eventLine(one)) };
}

function spec(kind: JobSpec['kind']): JobSpec {
  return { ...sampleJob('j').spec, kind, metrics: ['m'] };
}

const SEARCH = [
  event(0, 'trial', trial),
  event(0, 'scoring', scoring(0.5)),
  event(0, 'step', step(0.5)),
  event(1, 'trial', trial),
  event(1, 'scoring', scoring(0.75)),
  event(1, 'step', step(0.75)),
  event(2, 'trial', trial),
];

describe('the summary of a job that could not write its own', () => {
  it('counts all that an optimize job left, and has its finished steps', async () => {
    const summary = (await foldEvents(batches(SEARCH), spec('optimize'))).summary();
    expect(summary).toMatchObject({ trial_count: 3, scoring_count: 2, failure_rate: 1, overall: { mean: 0.625 } });
    expect(summary.steps?.map(({ step_index: index, score }) => [index, score])).toEqual([
      [0, 0.5],
      [1, 0.75],
    ]);
    expect(summary.best_step).toEqual(summary.steps?.[1]);
  });

  it('has no best step when none was finished', async () => {
    expect((await foldEvents(batches([]), spec('optimize'))).summary()).toMatchObject({
      trial_count: 0,
      steps: [],
      best_step: null,
    });
  });

  it('knows no steps of an evaluation', async () => {
    expect((await foldEvents(batches(SEARCH.slice(0, 2)), spec('evaluate'))).summary()).not.toHaveProperty('steps');
  });
});
