import { describe, expect, it } from '@jest/globals';
import { nextPath } from './next-path.ts';

describe('nextPath', () => {
  it.each(['/', '/docs', '/api/jobs/1/report?x=1', '/runs#a', '/a//b', '/%2F%2Fevil.example'])('is %s as it is', (path) => {
    expect(nextPath(path)).toBe(path);
  });

  it.each([
    undefined,
    ['/docs'],
    '',
    'docs',
    '//evil.example',
    '///evil.example',
    '/\\evil.example',
    '/\t/evil.example',
    '/.//evil.example',
    '/..//evil.example',
    '/x/..//evil.example',
    'https://evil.example/',
    'javascript:alert(1)',
    '/docs\r\nset-cookie: a=b',
    '/sign-in?next=/sign-in',
    '/sign-out',
  ])('is / for %j', (path) => {
    expect(nextPath(path)).toBe('/');
  });
});
