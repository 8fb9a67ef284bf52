import type { ServerResponse } from 'node:http';
import { describe, expect, it } from '@jest/globals';
import { faultNote, noteFault } from './fault-note.ts';

function noted(detail: string, errors?: { path: string; message: string }[]) {
  const response = {} as ServerResponse;
  noteFault(response, { code: 'unusable_request', detail, ...(errors === undefined ? {} : { errors }) });
  return faultNote(response);
}

describe('the note of a fault', () => {
  it('is the detail, on one line', () => {
    expect(noted('there is no program "v9"\nin project x')).toEqual({
      reason: 'there is no program "v9" in project x',
      problem: 'unusable_request',
    });
  });

  it('names the fields of an invalid request', () => {
    const errors = [
      { path: 'workers', message: 'must be an integer' },
      { path: '', message: 'is no object' },
    ];
    expect(noted('The request does not match.', errors).reason).toBe('workers must be an integer; is no object');
  });

  it('leaves out long quotations, which may be of a prompt, and is bounded', () => {
    const prompt = `Dear model, ${'please '.repeat(20)}`;
    expect(noted(`row 3: ${JSON.stringify(prompt)} has no answer`).reason).toBe('row 3: "…" has no answer');
    expect(noted(`x `.repeat(1_000)).reason).toHaveLength(301);
  });

  it('is empty where nothing was refused', () => {
    expect(faultNote({} as ServerResponse)).toEqual({});
  });
});
