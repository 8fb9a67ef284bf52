import { describe, expect, it } from '@jest/globals';
import { textFrame } from './text-frame.ts';

describe('textFrame', () => {
  it('is the frame that RFC 6455, §5.7 shows', () => {
    expect(textFrame('Hello').toString('hex')).toBe('810548656c6c6f');
  });

  it.each([
    [0, '8100'],
    [125, '817d'],
    [126, '817e007e'],
    [65_535, '817effff'],
    [65_536, '817f0000000000010000'],
  ])('says how long %i bytes are', (length, head) => {
    const frame = textFrame('x'.repeat(length));
    expect(frame.toString('hex', 0, head.length / 2)).toBe(head);
    expect(frame).toHaveLength(length + head.length / 2);
  });

  it('counts bytes, not characters', () => {
    expect(textFrame('é🙂').toString('hex')).toBe('8106c3a9f09f9982');
  });
});
