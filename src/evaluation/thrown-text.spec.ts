import { describe, expect, it } from '@jest/globals';
import { thrownText } from './thrown-text.ts';

/** An error whose message, name or text throws when it is read. */
function unreadable(member: string): Error {
  return Object.defineProperty(new Error('x'), member, {
    get: () => {
      throw new Error('no');
    },
  });
}

describe('thrownText', () => {
  it('is the message of an error, and the text of anything else', () => {
    expect(thrownText(new TypeError('it failed'))).toBe('it failed');
    expect(thrownText('a text')).toBe('a text');
    expect(thrownText(null)).toBe('null');
    expect(thrownText(Object.assign(new Error('x'), { message: 7 }))).toBe('7');
  });

  it('says that a long message is cut, and how long it was', () => {
    const text = thrownText(new Error('x'.repeat(50_000_000)));
    expect(text).toBe(`${'x'.repeat(10_000)}… (cut: it has 50,000,000 characters)`);
  });

  it('cuts no character in two', () => {
    expect(thrownText('🙂🙂', 3)).toBe('🙂\ufffd… (cut: it has 4 characters)');
  });

  it.each([
    ['an error with a getter that throws', unreadable('message')],
    ['an object without a text', Object.create(null) as unknown],
    ['an object whose text throws', { toString: () => unreadable('message').message }],
    ['a symbol in the place of a message', Object.assign(new Error('x'), { message: Object.create(null) as string })],
  ])('has a text for %s', (_what, thrown) => {
    expect(thrownText(thrown)).toBe('an error was thrown that can not be read');
  });

  it('does not follow a chain of causes', () => {
    let error = new Error('innermost');
    for (let depth = 0; depth < 10_000; depth += 1) error = new Error('outer', { cause: error });
    expect(thrownText(error)).toBe('outer');
  });
});
