import { describe, expect, it } from '@jest/globals';
import { amount, countOrShare, generation, integerFrom, names, serverUrl, share } from './option-values.ts';

describe('generation', () => {
  it('reads pairs and objects into one, JSON where it can be and else text', () => {
    const first = generation('temperature=0.2');
    const second = generation('stop=["a","b"]', first);

    expect(generation('{"reasoning_effort":"low","temperature":1}', second)).toEqual({
      temperature: 1,
      stop: ['a', 'b'],
      reasoning_effort: 'low',
    });
    expect(generation('reasoning_effort=low')).toEqual({ reasoning_effort: 'low' });
  });

  it.each(['temperature', '=1', '{"temperature":', ''])('refuses %j', (text) => {
    expect(() => generation(text)).toThrow(/JSON object/);
  });
});

describe('names', () => {
  it('gathers what comes again or after commas', () => {
    expect(names('c', names('a,b'))).toEqual(['a', 'b', 'c']);
  });

  it.each(['a,,b', '', 'a,'])('refuses %j', (text) => {
    expect(() => names(text)).toThrow(/must be a name/);
  });

  it('refuses a name that is there twice', () => {
    expect(() => names('a', ['a'])).toThrow('a is there twice.');
  });
});

describe('numbers', () => {
  it.each(['0', '1.5', '-1', 'many', '', '1e3'])('refuses %j as a number of workers', (text) => {
    expect(() => integerFrom(1)(text)).toThrow('It must be a whole number of at least 1.');
  });

  it('reads amounts above 0', () => {
    expect(['1', '2.5', '.5', '86400'].map(amount)).toEqual([1, 2.5, 0.5, 86_400]);
    for (const text of ['', '0', '0.0', '-1', '1e3', '5s']) expect(() => amount(text)).toThrow(/number above 0/);
  });

  it('reads counts and shares', () => {
    expect(['0', '10', '0.1', '.25'].map(countOrShare)).toEqual([0, 10, 0.1, 0.25]);
    for (const text of ['', '-1', '1.5', '10%']) expect(() => countOrShare(text)).toThrow(/whole number, or a share/);
  });

  it('reads shares from 0 to 1', () => {
    expect(['0', '.5', '0.85', '1', '1.0'].map(share)).toEqual([0, 0.5, 0.85, 1, 1]);
    for (const text of ['', '-0.1', '1.1', '80%', '.']) expect(() => share(text)).toThrow(/from 0 to 1/);
  });
});

describe('serverUrl', () => {
  it('takes addresses of the web and nothing else', () => {
    expect(serverUrl('http://localhost:8080')).toBe('http://localhost:8080');
    for (const text of ['localhost:8080', 'ftp://x', '']) expect(() => serverUrl(text)).toThrow(/such as http/);
  });
});
