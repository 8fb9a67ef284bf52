import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseExactly } from './canonical-json.ts';
import type { JsonValue } from './json.ts';
import { JsonNumber } from './json-number.ts';
import { asWritten, cloneableNumbers, clonedNumbers, nearestNumbers, projectCopy } from './number-forms.ts';

const TEXT = '{"n":1.0,"id":12345678901234567891,"list":[1e3,{"__proto__":-0.0,"x":0.5}],"text":"1.0"}';
const written = parseExactly(TEXT) as JsonValue;
const long = JsonNumber.of('12345678901234567891');

describe('projectCopy', () => {
  it('has JavaScript numbers wherever they hold the number', () => {
    const copy = projectCopy(written) as Record<string, unknown>;
    expect(copy['n']).toBe(1);
    expect(copy['id']).toBe(long);
    expect(JSON.stringify(copy)).toBe('{"n":1,"id":12345678901234567891,"list":[1000,{"__proto__":0,"x":0.5}],"text":"1.0"}');
  });

  it('is a copy', () => {
    const copy = projectCopy(written) as { list: unknown[] };
    copy.list.pop();
    expect(JSON.stringify(written)).toBe(TEXT);
  });
});

describe('nearestNumbers', () => {
  it('has JavaScript numbers everywhere', () => {
    expect(nearestNumbers([long, JsonNumber.of('1.0')])).toEqual([12345678901234567000, 1]);
  });
});

describe('asWritten', () => {
  it('gives numbers back as they are written', () => {
    expect(JSON.stringify(asWritten(projectCopy(written), written))).toBe(TEXT);
  });

  it('leaves what has changed, and the value that it is given', () => {
    const copy = projectCopy(written) as { n: number; more: number; list: unknown[] };
    copy.n = 2;
    copy.more = 1;
    copy.list.length = 1;
    const before = JSON.stringify(copy);
    expect(JSON.stringify(asWritten(copy, written))).toBe(
      '{"n":2,"id":12345678901234567891,"list":[1e3],"text":"1.0","more":1}',
    );
    expect(JSON.stringify(copy)).toBe(before);
  });

  it('returns a value that has nothing to give back', () => {
    const value = { a: [1, 'x'], when: new Date(0) };
    expect(asWritten(value, { a: [1, 'x'], when: { a: 1 } })).toBe(value);
  });

  it('undoes projectCopy for any JSON', () => {
    fc.assert(
      fc.property(fc.json(), (json) => {
        const exact = parseExactly(json) as JsonValue;
        expect(JSON.stringify(asWritten(projectCopy(exact), exact))).toBe(JSON.stringify(exact));
      }),
    );
  });
});

describe('cloneableNumbers', () => {
  it('refuses what is nested so deeply that another thread would never get it', () => {
    const nested = (depth: number): unknown => JSON.parse('['.repeat(depth) + ']'.repeat(depth)) as unknown;
    expect(cloneableNumbers(nested(1_000))).toEqual(nested(1_000));
    expect(() => cloneableNumbers(nested(3_000))).toThrow('nested more than 1500 levels deep');
  });

  it('lets numbers pass through structuredClone', () => {
    const value = { written, map: new Map([[1, 2]]) };
    const passed = clonedNumbers(structuredClone(cloneableNumbers(value)));
    expect(JSON.stringify(passed.written)).toBe(TEXT);
    expect(passed.map).toEqual(value.map);
  });

  it('copies nothing where there is none', () => {
    const value = { a: [1, { b: 'x' }] };
    expect(cloneableNumbers(value)).toBe(value);
    expect(clonedNumbers(value)).toBe(value);
  });
});
