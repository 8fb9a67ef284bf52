import { describe, expect, it } from '@jest/globals';
import { inspectFlag } from './runner.module.ts';

describe('inspectFlag', () => {
  it.each([
    [null, null],
    ['9230', '--inspect=127.0.0.1:9230'],
    ['brk', '--inspect-brk=127.0.0.1:9229'],
    ['brk:9230', '--inspect-brk=127.0.0.1:9230'],
  ])('makes of %j the flag %j', (setting, flag) => {
    expect(inspectFlag(setting)).toBe(flag);
  });
});
