import { describe, expect, it } from '@jest/globals';
import { reportOf } from './child-protocol.ts';

const RESPONSE = { content: 'no', input_tokens: 3, output_tokens: 1, latency: 0.1 };

describe('a report of a child', () => {
  it.each(['failed', 'done'])('keeps what a proposer took (%s)', (type) => {
    const telemetry = { model_id: 'm', response: RESPONSE, other_attempts: [{ ...RESPONSE, error: 'not JSON' }] };
    expect(reportOf({ type, message: 'x', telemetry })).toMatchObject({ type, message: 'x', telemetry });
  });

  it.each([
    ['a text', 'much'],
    ['null', null],
    ['an object without a response', { model_id: 'm' }],
    ['tokens that are no count', { model_id: 'm', response: { ...RESPONSE, input_tokens: 'many' } }],
    ['a cost that is no number', { model_id: 'm', response: { ...RESPONSE, cost_usd: 'all' } }],
    ['attempts that are no list', { model_id: 'm', response: RESPONSE, other_attempts: 7 }],
    ['an attempt that is none', { model_id: 'm', response: RESPONSE, other_attempts: [null] }],
  ])('leaves out telemetry that is %s, and keeps the failure', (_what, telemetry) => {
    const report = reportOf({ type: 'failed', message: 'it failed', telemetry });
    expect(report).toMatchObject({ type: 'failed', message: 'it failed' });
    expect(report).toMatchObject({ telemetry: undefined });
  });

  it('says of a message that is too long that it is cut', () => {
    const report = reportOf({ type: 'failed', message: 'x'.repeat(50_000_000) });
    expect(report).toMatchObject({ message: `${'x'.repeat(20_000)}… (cut: it has 50,000,000 characters)` });
  });

  it.each([{}, { type: 'unknown' }, { type: 'in_flight', count: -1 }, { type: 'in_flight', count: 0.5 }, 'done'])(
    'is none where it is %j',
    (received) => {
      expect(reportOf(received)).toBeNull();
    },
  );
});
