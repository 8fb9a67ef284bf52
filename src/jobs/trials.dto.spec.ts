import { describe, expect, it } from '@jest/globals';
import type { PlacedSample } from '../domain/sample-query.ts';
import { wireTrial } from './trials.dto.ts';

const SAMPLE: PlacedSample = {
  id: '36a4c434f798fcce',
  prompt: '',
  response: '',
  scores: { right: 0.5 },
  row: 3,
  replicate: 1,
  status: 'failed',
  error: { type: 'TypeError', message: 'no label' },
  inputTokens: null,
  outputTokens: null,
  latency: null,
  cost: null,
  tags: [],
  delta: null,
  events: null,
  seq: null,
};

describe('a trial on the wire', () => {
  it('has what the index knows, and null for what only its lost line had', () => {
    expect(wireTrial(SAMPLE, 2)).toEqual({
      trial_id: '36a4c434f798fcce',
      status: 'failed',
      replicate: 1,
      error: { type: 'TypeError', message: 'no label' },
      example: null,
      seq: null,
      row: 3,
      step_index: 2,
      scores: { right: 0.5 },
      delta: null,
      tags: [],
      input_tokens: null,
      output_tokens: null,
      latency: null,
      cost: null,
      scorings: [],
    });
  });

  it('has all that its line has', () => {
    const payload = {
      trial_id: SAMPLE.id,
      status: 'success',
      example: { inputs: { q: 1 }, reference: 2 },
      replicate: 1,
      output: 2,
    };
    const trial = { seq: 7, job_id: 'job', step_index: 2, type: 'trial', payload };
    expect(wireTrial({ ...SAMPLE, seq: 7, events: { trial, scorings: [] } }, 2)).toMatchObject({
      ...payload,
      seq: 7,
      step_index: 2,
      row: 3,
    });
  });
});
