import { describe, expect, it } from '@jest/globals';
import { failureReason, isReasonKey, reasonKey, reasonNumber } from './failure-reason.ts';

function reasonOf(type: string, message: string): string {
  return failureReason({ type, message }).key;
}

describe('failureReason', () => {
  it('is one for messages that differ in what was quoted, counted or named', () => {
    const keys = ['"Sure! It is 7."', '"I’d rather not."', '"{\\"a\\": 1"'].map((said) =>
      reasonOf('AnswerError', `the answer is no JSON: ${said}`),
    );
    expect(new Set(keys).size).toBe(1);
  });

  it('differs by the type of the error, by what is said, and by the status of a response', () => {
    const said = 'm failed after 3 attempts: 429 it broke';
    const keys = [reasonOf('ModelError', said), reasonOf('Error', said), reasonOf('ModelError', said.replace('429', '500'))];
    expect(new Set([...keys, reasonOf('ModelError', 'it broke')]).size).toBe(4);
  });

  it('has a key that stays the same, since indexes and addresses hold it', () => {
    expect(failureReason({ type: 'Error', message: 'row 17 has no "text"' })).toEqual({
      key: 'a16fb031ceac',
      type: 'Error',
      shape: 'row N has no "…"',
    });
  });

  it('has a key that is a safe integer, too', () => {
    for (const key of ['000000000000', '00000000000a', 'ffffffffffff', reasonOf('Error', 'x')]) {
      expect(isReasonKey(key)).toBe(true);
      expect(Number.isSafeInteger(reasonNumber(key))).toBe(true);
      expect(reasonKey(reasonNumber(key))).toBe(key);
    }
    for (const text of ['', 'x', '00000000000g', '0000000000000', 'FFFFFFFFFFFF', 7]) expect(isReasonKey(text)).toBe(false);
  });

  it('bounds the type, which a program chooses', () => {
    expect(failureReason({ type: 'E'.repeat(5_000), message: '' }).type).toHaveLength(200);
  });
});
