import { describe, expect, it } from '@jest/globals';
import { faultyLineOf, importFormatOf } from './import-format.ts';

describe('a file that is imported', () => {
  it.each([
    ['{"run_id": "a"}\n{"id": "1", "scores": {}}\n', 'application/x-ndjson'],
    ['\n{}\r\n{"id": "1", "scores": {}}', 'application/x-ndjson'],
    ['{"samples": []}', 'application/json'],
    ['{\n  "samples": []\n}', 'application/json'],
    ['[1, 2]', 'application/json'],
    ['no JSON', 'application/json'],
    ['', 'application/json'],
  ])('that begins with %j is sent as %s', (head, format) => {
    expect(importFormatOf(head)).toBe(format);
  });

  it('has its faults in lines, where the server says so', () => {
    expect(['line 12: scores', 'line 3', 'samples[4].id', ''].map(faultyLineOf)).toEqual([12, 3, undefined, undefined]);
  });
});
