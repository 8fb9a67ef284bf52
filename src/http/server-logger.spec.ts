import { describe, expect, it } from '@jest/globals';
import { markedLines } from './server-logger.ts';

describe('markedLines', () => {
  it('marks every line after the first, however it was broken', () => {
    const lines = markedLines('one\ntwo\r\nthree\rfour\u2028five').split('\n');
    expect(lines.map((line) => line.trim())).toEqual(['one', '| two', '| three', '| four', '| five']);
  });
});
