import { describe, expect, it } from '@jest/globals';
import { sampleBatch, sampleEvent, sampleJob } from '../../test/contracts/sample-job.ts';
import { encodeEvents } from '../domain/event-batch.ts';
import { faultOfBatch } from './checked-batch.ts';

const EXPECTED = { jobId: 'a', spec: sampleJob('a').spec, firstSeq: 3 };

/** A batch of one event, changed into something that it should not be. */
function changed(change: object): string | null {
  return faultOfBatch(encodeEvents([{ ...sampleEvent('a', 3), ...change }]), EXPECTED);
}

function scoring(change: object): object {
  const metric = { name: 'label_correctness', description: '', kind: 'programmatic' };
  const score = { raw: true, normalized: 1, reason: '' };
  return { type: 'scoring', payload: { trial_id: 't', row: 0, metric, replicate: 0, status: 'success', score, ...change } };
}

const RESPONSE = { content: 'a', input_tokens: 1, output_tokens: null, latency: 0.1 };
const CALL = { request: { model_id: 'm' }, response: RESPONSE };
const USAGE = { calls: 1, input_tokens: 1, output_tokens: null, latency: 0.1, cost_usd: null };

/** A trial of a program that asks as often as it needs. */
function asking(telemetry: object): object {
  const trial = { trial_id: 't', row: 0, replicate: 0, example: { inputs: {}, reference: null }, status: 'success', output: 1 };
  return { payload: { ...trial, telemetry } };
}

describe('faultOfBatch', () => {
  it('finds nothing wrong with a trial of any number of calls', () => {
    expect(changed(asking({ calls: [], usage: { ...USAGE, calls: 0 } }))).toBeNull();
    expect(changed(asking({ ...CALL, calls: [CALL, CALL], usage: USAGE }))).toBeNull();
  });

  it.each([
    ['no list of calls', { ...CALL, calls: 3, usage: USAGE }],
    ['a call without its answer', { ...CALL, calls: [{ request: {} }], usage: USAGE }],
    ['a sum that is none', { ...CALL, calls: [CALL], usage: { ...USAGE, cost_usd: 'little' } }],
    ['no sum', { ...CALL, calls: [CALL] }],
    ['calls, but not the last of them', { calls: [CALL], usage: USAGE }],
  ])('finds %s in a trial', (_what, telemetry) => {
    expect(changed(asking(telemetry))).not.toBeNull();
  });

  it('finds nothing wrong with the events of a job that follow those before', () => {
    expect(faultOfBatch(sampleBatch('a', 3, 4), EXPECTED)).toBeNull();
    expect(changed(scoring({}))).toBeNull();
  });

  it.each([
    ['a gap', { ...sampleBatch('a', 4, 1) }],
    ['events with other numbers than it says', { ...sampleBatch('a', 4, 2), firstSeq: 3 }],
    ['a repeat', { ...sampleBatch('a', 2, 2) }],
    ['more events than it says', { ...sampleBatch('a', 3, 2), count: 1 }],
    ['fewer events than it says', { ...sampleBatch('a', 3, 2), count: 3 }],
    ['a line without an end', { firstSeq: 3, count: 1, bytes: sampleBatch('a', 3, 1).bytes.subarray(0, -1) }],
    ['text that is not JSON', { firstSeq: 3, count: 1, bytes: Buffer.from('not json\n') }],
    ['an empty line', { firstSeq: 3, count: 1, bytes: Buffer.from('\n') }],
    ['bytes that are not UTF-8', { firstSeq: 3, count: 1, bytes: Buffer.from([0x22, 0xff, 0x22, 0x0a]) }],
    ['null', { firstSeq: 3, count: 1, bytes: Buffer.from('null\n') }],
    [
      'a carriage return',
      { firstSeq: 3, count: 1, bytes: Buffer.from(JSON.stringify(sampleEvent('a', 3)).replace(',', ',\r') + '\n') },
    ],
    ['no bytes', { firstSeq: 3, count: 1, bytes: new Uint8Array() }],
    [
      'a value nested too deeply to be written',
      { firstSeq: 3, count: 1, bytes: Buffer.from(`{"seq":9,"payload":${'['.repeat(200_000)}${']'.repeat(200_000)}}\n`) },
    ],
  ])('finds %s', (_what, batch) => {
    expect(faultOfBatch(batch, EXPECTED)).not.toBeNull();
  });

  it.each([
    ['another job', { job_id: 'b' }],
    ['a step that an evaluation does not have', { step_index: 1 }],
    ['an unknown type', { type: 'note' }],
    ['an error, which only the server writes', { type: 'error', payload: { message: 'no' } }],
    ['a proposal outside a search', { type: 'proposal', payload: { prompt_template: '', thinking: null, advice: null } }],
    ['a score above 1', scoring({ score: { raw: 7, normalized: 7, reason: '' } })],
    ['a scoring without a row', scoring({ row: undefined })],
    ['no payload', { payload: null }],
    ['a trial without an error or telemetry', { payload: { ...sampleEvent('a', 3).payload, error: undefined } }],
    ['a scoring of a metric that the job does not have', scoring({ metric: { name: 'other' } })],
    ['a scoring without its score', scoring({ score: undefined })],
  ])('finds an event of %s', (_what, change) => {
    expect(changed(change)).toContain('not one of this job');
  });
});
