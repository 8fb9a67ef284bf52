import { describe, expect, it } from '@jest/globals';
import { MAX_EVENT_BYTES } from './event.ts';
import { trialPayload } from './event-payloads.ts';
import { fittingTrial } from './event-size.ts';
import type { JsonValue } from './json.ts';
import type { SuccessfulTrial } from './trial.ts';

const MB = 1024 * 1024;

function trialOf(outputJson: JsonValue, { prompt = 'q', content = 'a' } = {}): SuccessfulTrial {
  return {
    status: 'success',
    trialId: '00',
    row: 0,
    replicate: 0,
    example: { inputs: {}, reference: null },
    output: outputJson,
    outputJson,
    telemetry: {
      modelId: 'm',
      renderedPrompt: prompt,
      request: {
        messages: [{ role: 'user', content: prompt }],
        systemInstruction: null,
        outputSchema: null,
        generationKwargs: {},
      },
      response: { content, inputTokens: 3, outputTokens: 7, latencySeconds: 0.5 },
      otherAttempts: [],
    },
  };
}

describe('fittingTrial', () => {
  it.each([1, 12, 60])('leaves a trial as it is whose output takes %i MB', (size) => {
    const trial = trialOf({ text: 'x'.repeat(size * MB) });
    expect(fittingTrial(trial)).toBe(trial);
  });

  it('fails one whose output is too large, and names size and limit', () => {
    expect(fittingTrial(trialOf(['x'.repeat(40 * MB), 'y'.repeat(40 * MB)]))).toMatchObject({
      status: 'failed',
      failure: {
        type: 'EventTooLargeError',
        kind: 'program',
        message: 'the output takes 80.0 MB as JSON, and the event of a trial holds at most 64 MB',
      },
      telemetry: { renderedPrompt: 'q', response: { content: 'a', inputTokens: 3, outputTokens: 7 } },
    });
  });

  it('counts what a text takes when it is written', () => {
    expect(fittingTrial(trialOf('\u0000'.repeat(11 * MB)))).toMatchObject({
      failure: { message: expect.stringContaining('the output takes 66.0 MB') as unknown },
    });
  });

  it('names a size that no text can have', () => {
    const part = 'x'.repeat(300 * MB);
    expect(fittingTrial(trialOf([part, part]))).toMatchObject({
      failure: { message: expect.stringContaining('the output takes 600.0 MB') as unknown },
    });
  });

  it('keeps tokens and the beginnings of the texts of many calls', () => {
    const one = trialOf('x').telemetry;
    if ('calls' in one) throw new Error('it has one call');
    const { renderedPrompt, ...record } = one;
    const message = { role: 'user' as const, content: 'p'.repeat(MB) };
    const request = { ...record.request, messages: [message, message] };
    const calls = Array.from({ length: 40 }, () => ({ ...record, request, failure: null }));
    const trial = fittingTrial({ ...trialOf('x'), telemetry: { renderedPrompt, calls } });
    expect(trial).toMatchObject({ failure: { message: expect.stringContaining('the prompt takes 80.') as unknown } });
    const payload = trialPayload(trial);
    expect(payload.telemetry?.usage).toMatchObject({ calls: 40, input_tokens: 120, output_tokens: 280 });
    expect(Buffer.byteLength(JSON.stringify(payload))).toBeLessThan(MAX_EVENT_BYTES / 10);
  });

  it.each([
    ['prompt', { prompt: 'p'.repeat(40 * MB) }, 'program', 'the prompt takes 80.0 MB'],
    ['answer', { content: 'a'.repeat(70 * MB) }, 'answer', 'the answer takes 70.0 MB'],
  ])('keeps the beginning of a %s that is too large', (_what, texts, kind, message) => {
    const trial = fittingTrial(trialOf(1, texts));
    expect(trial).toMatchObject({ failure: { kind, message: expect.stringContaining(message) as unknown } });
    const bytes = Buffer.byteLength(JSON.stringify(trialPayload(trial)));
    expect(bytes).toBeLessThan(MAX_EVENT_BYTES / 100);
  });
});
