import { describe, expect, it } from '@jest/globals';
import { markedLines, withoutSecrets } from './server-logger.ts';

describe('markedLines', () => {
  it('marks every line after the first, however it was broken', () => {
    const lines = markedLines('one\ntwo\r\nthree\rfour\u2028five').split('\n');
    expect(lines.map((line) => line.trim())).toEqual(['one', '| two', '| three', '| four', '| five']);
  });
});

describe('withoutSecrets', () => {
  it.each([
    ['/sign-in/callback?code=a.b-c%2F&state=d&iss=https%3A%2F%2Fid', '/sign-in/callback?code=…&state=…&iss=https%3A%2F%2Fid'],
    ['/ws?ticket=assay_x', '/ws?ticket=…'],
    ['/api/jobs?key=assay_0123456789abcdef', '/api/jobs?key=assay_…'],
    ['/api/jobs?decode=1', '/api/jobs?decode=1'],
  ])('leaves out what opens doors: %s', (url, shown) => {
    expect(withoutSecrets(url)).toBe(shown);
  });
});
